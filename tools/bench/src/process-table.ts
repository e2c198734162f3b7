import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory of a process in MB; NaN when it is gone. Linux. */
export function residentMegabytes(pid: number): number {
  try {
    const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? Number.NaN : Number(kilobytes) / 1024;
  } catch {
    // It ended between two looks.
    return Number.NaN;
  }
}

/** Pids of living processes whose environment holds a marker; workers inherit none, so their command line is looked at too. */
export function processesWith(marker: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      try {
        if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return false;
        return ['environ', 'cmdline'].some((file) =>
          readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(marker),
        );
      } catch {
        // Gone, or not ours to read.
        return false;
      }
    });
}

export interface ProcessWatch {
  /** Distinct processes seen so far, and the most at one time. A lower bound: they are looked for every few milliseconds. */
  readonly seen: ReadonlySet<number>;
  readonly peak: () => number;
  stop(): void;
}

/** Looks for marked processes every 3 ms. */
export function watchProcesses(marker: string): ProcessWatch {
  const seen = new Set<number>();
  let peak = 0;
  const look = (): void => {
    const now = processesWith(marker);
    for (const pid of now) seen.add(pid);
    peak = Math.max(peak, now.length);
  };
  const timer = setInterval(look, 3);
  return { seen, peak: () => peak, stop: () => clearInterval(timer) };
}
