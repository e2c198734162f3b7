import { createHash, randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

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

/** Two that claim at once both step back, so each tries again: so often, and after so many milliseconds at most. */
const attempts = 6;
const maxPauseMs = 25;

/**
 * Takes the lock of a workspace for this process, or says which job has it. Each contender lays down a claim, and has the
 * lock where no claim of a living process lies beside it then: of two, the later sees the earlier. A claim of a dead
 * process is cleared away by whoever meets it; no claim ever gets the name of another.
 */
export async function lockWorkspace(
  home: string,
  workspace: string,
  job: string,
): Promise<WorkspaceLock | { readonly heldBy: string }> {
  const folder = join(home, 'locks');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const prefix = `${createHash('sha256').update(workspace).digest('hex').slice(0, 32)}.`;
  const own: LockOwner = { job, pid: process.pid, started: startOf(process.pid) };
  for (let attempt = 1; ; attempt += 1) {
    const claim = `${prefix}${process.pid}-${randomBytes(8).toString('hex')}.json`;
    const path = join(folder, claim);
    await writeFile(`${path}.tmp`, JSON.stringify(own), { mode: 0o600 });
    await rename(`${path}.tmp`, path);
    const other = await otherOwner(folder, prefix, claim);
    if (other === null) return { release: () => rm(path, { force: true }) };
    await rm(path, { force: true });
    if (attempt === attempts) return { heldBy: other.job };
    await sleep(randomInt(1, maxPauseMs + 1));
  }
}

/** The living owner of a claim beside one's own; null where there is none. */
async function otherOwner(folder: string, prefix: string, own: string): Promise<LockOwner | null> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix) || !name.endsWith('.json') || name === own) continue;
    const owner = await readOwner(join(folder, name));
    if (owner === null) continue;
    if (isAlive(owner)) return owner;
    await rm(join(folder, name), { force: true });
  }
  return null;
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
