import { readdirSync, readFileSync } from 'node:fs';

export interface TreeUse {
  readonly pids: readonly number[];
  readonly residentBytes: number;
}

/**
 * A process and everything below it, by parents. Inside a pid namespace nothing leaves the tree: orphans go to the
 * namespace's first process, which is in it. Linux only; elsewhere only the process itself is known.
 */
export function processTree(root: number): TreeUse {
  const children = new Map<number, number[]>();
  const resident = new Map<number, number>();
  for (const entry of readdirOrEmpty('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const stat = readStat(pid);
    if (stat === null) continue;
    resident.set(pid, stat.residentBytes);
    const siblings = children.get(stat.parent);
    if (siblings === undefined) children.set(stat.parent, [pid]);
    else siblings.push(pid);
  }
  const pids: number[] = [];
  let residentBytes = 0;
  const waiting = [root];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    pids.push(pid);
    residentBytes += resident.get(pid) ?? 0;
    waiting.push(...(children.get(pid) ?? []));
  }
  return { pids, residentBytes };
}

const pageBytes = 4096;

/**
 * When a process was started, in the system's own words: a pid comes back, with another start. null for one that is gone
 * or a zombie, and where there is no /proc.
 */
export function processStart(pid: number): string | null {
  return readStat(pid)?.started ?? null;
}

/** The short name of a process; null for one that is gone. */
export function processName(pid: number): string | null {
  return readStat(pid)?.name ?? null;
}

interface ProcessStat {
  readonly name: string;
  readonly parent: number;
  readonly residentBytes: number;
  /** null for a zombie. */
  readonly started: string | null;
}

function readStat(pid: number): ProcessStat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null; // It is gone.
  }
  // proc_pid_stat(5): after the name come state (3), ppid (4) … starttime (22), vsize (23), rss (24), in pages.
  const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z') return { name, parent: Number(fields[1]), residentBytes: 0, started: null };
  return {
    name,
    parent: Number(fields[1]),
    residentBytes: Math.max(0, Number(fields[21])) * pageBytes,
    started: fields[19] ?? null,
  };
}

function readdirOrEmpty(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return []; // No /proc: not Linux.
  }
}
