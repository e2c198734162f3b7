import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface LockOwner {
  readonly job: string;
  readonly pid: number;
  /** When the process was started, in the system's own words: a pid comes back. */
  readonly started: string | null;
}

/** The right to write a workspace's own files. */
export interface WorkspaceLock {
  release(): Promise<void>;
}

/** Takes the lock of a workspace for this process, or says which job has it. The lock of a dead process is taken over. */
export async function lockWorkspace(
  home: string,
  workspace: string,
  job: string,
): Promise<WorkspaceLock | { readonly heldBy: string }> {
  const folder = join(home, 'locks');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${createHash('sha256').update(workspace).digest('hex').slice(0, 32)}.json`);
  const own: LockOwner = { job, pid: process.pid, started: startOf(process.pid) };
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, JSON.stringify(own), { mode: 0o600 });
  try {
    for (;;) {
      try {
        // A link takes no name that is there.
        await link(temporary, path);
        return { release: () => rm(path, { force: true }) };
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      const owner = await readOwner(path);
      if (owner !== null && isAlive(owner)) return { heldBy: owner.job };
      await rm(path, { force: true });
    }
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readOwner(path: string): Promise<LockOwner | null> {
  try {
    // Only we write these files, whole.
    return JSON.parse(await readFile(path, 'utf8')) as LockOwner;
  } catch {
    return null; // Released in between.
  }
}

function isAlive({ pid, started }: LockOwner): boolean {
  const now = startOf(pid);
  if (now !== null || started !== null) return now === started;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // No such process.
  }
}

/** null for a process that is gone or a zombie, and where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc_pid_stat(5): after the name come state (3) … starttime (22).
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null; // It is gone.
  }
}
