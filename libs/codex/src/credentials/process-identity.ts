import { readFile } from 'node:fs/promises';

/** A process, told apart from a later one that was given the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since boot, where the system shows it (Linux); else null. */
  readonly start: string | null;
}

export async function thisProcess(): Promise<ProcessIdentity> {
  return { pid: process.pid, start: await startOf(process.pid) };
}

/** False when the process is surely gone. */
export async function mayBeAlive({ pid, start }: ProcessIdentity): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return start === null || (await startOf(pid)) === start;
}

/** Field 22 of /proc/<pid>/stat (proc(5)); the name before it may hold spaces and brackets. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    // No /proc on this system, or the process has just gone: the pid alone must do.
    return null;
  }
}
