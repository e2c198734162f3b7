import { spawn } from 'node:child_process';
import { text as readText } from 'node:stream/consumers';
import { startClient } from '@codex-pro/mcp';
import { reviewBundle } from './bundle.ts';
import type { Stage } from './stage.ts';

/** The two ways in: the MCP tool, and the same from a terminal. */
export const faces = ['mcp', 'run'] as const;
export type Face = (typeof faces)[number];

export interface ShownError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly retry_at?: string;
}

/** What a caller got, whichever way it came in. */
export interface Outcome {
  /** The envelope, as the caller sees it. */
  readonly envelope: Readonly<Record<string, unknown>>;
  readonly error: ShownError | null;
  readonly jobId: string | null;
  readonly usage: Readonly<Record<string, unknown>>;
  /** What people read: the text of the answer, or stderr. */
  readonly words: string;
  /** MCP's `isError`, or an exit code. */
  readonly ending: boolean | number | null;
  /** Everything that was printed or answered. */
  readonly everything: string;
}

/** Longer than any clock of a fault: a run that takes this long hangs. */
export const patienceMs = 80_000;

export async function review(stage: Stage, face: Face): Promise<Outcome> {
  return face === 'mcp' ? callReview(stage) : runReview(stage);
}

async function callReview(stage: Stage): Promise<Outcome> {
  const { env, repository: cwd } = stage;
  const client = await startClient({ command: process.execPath, args: [reviewBundle], env, cwd });
  try {
    const answer = await client.call(
      'review',
      { scope: 'working-tree', wait_seconds: 100 },
      { timeoutMs: patienceMs },
    );
    const everything = `${answer.text}${JSON.stringify(answer.structured)}${client.stderr()}`;
    return outcome(answer.structured ?? {}, answer.text, answer.isError, everything);
  } finally {
    await client.close();
  }
}

/** `run review --format json`. Throws where it does not end, or prints no envelope. */
export async function runReview(stage: Stage): Promise<Outcome> {
  const args = [reviewBundle, 'run', 'review', '--scope', 'working-tree', '--format', 'json'];
  const child = spawn(process.execPath, args, {
    cwd: stage.repository,
    env: stage.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [stdout, stderr, code] = await Promise.all([readText(child.stdout), readText(child.stderr), ended]);
  clearTimeout(limit);
  if (!stdout.startsWith('{')) throw new Error(`No envelope came, exit code ${code}: ${stdout}${stderr}`);
  return outcome(JSON.parse(stdout), stderr, code, stdout + stderr);
}

function outcome(
  envelope: Readonly<Record<string, unknown>>,
  words: string,
  ending: boolean | number | null,
  everything: string,
): Outcome {
  const { error, job, usage } = envelope as unknown as {
    readonly error: ShownError | null;
    readonly job: { readonly id: string } | null;
    readonly usage: Readonly<Record<string, unknown>>;
  };
  return { envelope, error, jobId: job?.id ?? null, usage, words, ending, everything };
}
