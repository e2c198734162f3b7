import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '@codex-pro/sandbox';
import type { RescuePart } from '../rescue/part.ts';

type Checks = NonNullable<RescuePart['checks']>;

const nameOf = (turns: number) => `check-${turns}.json`;
/** Of its output, as much of the end is kept. */
const keptCharacters = 4_000;

export interface CheckRequest {
  readonly command: string;
  readonly sandbox: Sandbox;
  /** Turns so far: the check of one state of the work is never run twice. */
  readonly turns: number;
  /** Of the job: the end is written down there. */
  readonly folder: string;
  /** Milliseconds. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Runs the command that decides whether the task is done. Its exit code does; nobody's word. */
export async function runCheck({
  command,
  sandbox,
  turns,
  folder,
  limitMs,
  signal,
}: CheckRequest): Promise<Checks> {
  const name = nameOf(turns);
  const known = await readFile(join(folder, name), 'utf8').catch(() => null);
  // Only we write it, whole and under its final name.
  if (known !== null) return JSON.parse(known) as Checks;
  const late = AbortSignal.timeout(limitMs);
  const running = await sandbox.start({
    command,
    cwd: sandbox.root,
    signal: AbortSignal.any([signal, late]),
  });
  let output = '';
  const decoder = new TextDecoder();
  running.onOutput((bytes) => {
    output = `${output}${decoder.decode(bytes, { stream: true })}`.slice(-keptCharacters);
  });
  const { code, broken } = await running.ended;
  signal.throwIfAborted();
  const why = late.aborted ? `the time limit of ${Math.round(limitMs / 1000)} s` : broken;
  if (why !== null) output += `\nEnded: it broke a limit (${why}).`;
  const checks: Checks = { command, exit: code, passed: code === 0 && why === null, output };
  await writeFile(join(folder, `.${name}.tmp`), JSON.stringify(checks), { mode: 0o600, flush: true });
  await rename(join(folder, `.${name}.tmp`), join(folder, name));
  return checks;
}
