import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import * as z from 'zod';

/** Which process, beyond doubt: a pid alone comes back for another process. */
export const processIdentity = z.object({
  pid: z.int().positive(),
  /** When it was started, in the system's own words; null where the system does not tell. */
  started: z.string().nullable(),
  /** One start of the machine. */
  boot: z.string(),
  /** Within which a pid means something. */
  namespace: z.string(),
});
export type ProcessIdentity = z.infer<typeof processIdentity>;

/** Where a process looks from: only a process of the same boot and namespace can be looked at. */
export type Viewpoint = Pick<ProcessIdentity, 'boot' | 'namespace'>;

let viewpoint: Viewpoint | undefined;

/** The boot and pid namespace of this process; read once. */
export function ownViewpoint(): Viewpoint {
  viewpoint ??= { boot: readBoot(), namespace: readNamespace() };
  return viewpoint;
}

export function ownIdentity(): ProcessIdentity {
  return identityOf(process.pid);
}

/** Of a living process of this boot and namespace. */
export function identityOf(pid: number): ProcessIdentity {
  return { pid, started: readStarted(pid), ...ownViewpoint() };
}

/**
 * `alive` and `dead` are certain. `unknown`: it runs where we cannot look (another boot or namespace), or its start
 * time cannot be read, and only the age of its heartbeat can tell. A zombie is dead.
 */
export function liveness(identity: ProcessIdentity, from: Viewpoint): 'alive' | 'dead' | 'unknown' {
  if (identity.boot !== from.boot || identity.namespace !== from.namespace) return 'unknown';
  const started = readStarted(identity.pid);
  if (started === null) return pidExists(identity.pid) && !hasProc ? 'unknown' : 'dead';
  if (identity.started === null) return 'unknown';
  return started === identity.started ? 'alive' : 'dead';
}

/** What `/proc/<pid>/stat` tells; null for no such process. The command name may hold spaces and brackets. */
export function readProcStat(pid: number): { state: string; group: number; started: string } | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null; // ENOENT or ESRCH: it is gone.
  }
  // proc_pid_stat(5): after the name come state (3), ppid (4), pgrp (5) … starttime (22).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', group: Number(fields[2]), started: fields[19] ?? '' };
}

/** Whether this system has a Linux `/proc`. */
export const hasProc = readProcStat(process.pid) !== null;

/** null for a process that is gone or a zombie, and where the system does not tell. */
function readStarted(pid: number): string | null {
  if (hasProc) {
    const stat = readProcStat(pid);
    return stat === null || stat.state === 'Z' || stat.state === 'X' ? null : stat.started;
  }
  if (process.platform === 'win32') return null;
  const line = ask('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
  return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
}

function readBoot(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // Not Linux. Windows names no boot: a monotonic clock that went back tells of a restart there.
    const session = process.platform === 'darwin' ? ask('sysctl', ['-n', 'kern.bootsessionuuid']) : '';
    return session === '' ? `host ${hostname()}` : session;
  }
}

function readNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return 'none'; // Only Linux has pid namespaces.
  }
}

function ask(command: string, args: readonly string[]): string {
  try {
    // Loaded here, since only systems without /proc need it.
    return process
      .getBuiltinModule('node:child_process')
      .execFileSync(command, args, {
        encoding: 'utf8',
        timeout: 2_000,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      .trim();
  } catch {
    return ''; // ps exits 1 for a pid that is gone; without the program we know nothing.
  }
}

/** A process of somebody else exists too (EPERM). */
function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
