import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineTraces } from './engines/engine.ts';
import { removeControlGroups } from './limits/control-group.ts';
import { processStart } from './limits/process-tree.ts';
import { signalProcess } from './limits/signal-process.ts';

interface Identity {
  readonly pid: number;
  readonly started: string;
}

/** A sandbox that is open, and what stays of it where its process is killed. */
interface OpenSandbox {
  readonly owner: Identity;
  readonly helpers: readonly Identity[];
  readonly files: readonly string[];
  readonly groups: readonly string[];
}

const folderName = 'sandboxes';

/** Notes a sandbox of this process in `home`. Returns what takes the note away, once nothing of the sandbox is left. */
export async function noteSandbox(
  home: string,
  name: string,
  { files, pids, groups }: EngineTraces & { readonly groups: readonly string[] },
): Promise<() => Promise<void>> {
  const owner = identityOf(process.pid);
  // Without /proc nobody could tell later whether this process is dead.
  if (owner === null || files.length + pids.length + groups.length === 0) return () => Promise.resolve();
  const note: OpenSandbox = { owner, helpers: pids.flatMap((pid) => identityOf(pid) ?? []), files, groups };
  const folder = join(home, folderName);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${name}.json`);
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, JSON.stringify(note), { mode: 0o600 });
  await rename(temporary, path);
  return () => rm(path, { force: true });
}

/** Ends and removes what sandboxes left behind whose processes were killed, by the notes in `home`. */
export async function clearDeadSandboxes(home: string): Promise<void> {
  const folder = join(home, folderName);
  const names = await readdir(folder).catch(() => []); // There has been none yet.
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    const path = join(folder, name);
    const text = await readFile(path, 'utf8').catch(() => null); // Closed in between.
    if (text === null) continue;
    // Only we write it, whole and under its final name.
    const { owner, helpers, files, groups } = JSON.parse(text) as OpenSandbox;
    if (isAlive(owner)) continue;
    for (const helper of helpers) if (isAlive(helper)) signalProcess(helper.pid, 'SIGKILL');
    for (const file of files) await rm(file, { force: true });
    await removeControlGroups(groups);
    await rm(path, { force: true });
  }
}

function identityOf(pid: number): Identity | null {
  const started = processStart(pid);
  return started === null ? null : { pid, started };
}

function isAlive({ pid, started }: Identity): boolean {
  return processStart(pid) === started;
}
