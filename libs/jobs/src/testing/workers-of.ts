import { readdirSync, readFileSync } from 'node:fs';

/** Processes whose command line ends in `work <id>`. */
export function workersOf(id: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').endsWith(`work\0${id}\0`);
      } catch {
        return false; // It ended meanwhile.
      }
    })
    .map(Number);
}
