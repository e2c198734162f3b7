import { readdirSync, readFileSync } from 'node:fs';

/**
 * The pid of a server of the plugin (never of a worker) whose environment names this folder, from /proc.
 * Throws where there is none, or more than one.
 */
export function serverProcess(server: string, folder: string): number {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
        return (
          words.at(-1)?.endsWith(`/dist/${server}.mjs`) === true &&
          readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder)
        );
      } catch {
        return false; // It ended while we looked, or is not ours to read.
      }
    });
  const [pid, ...others] = pids;
  if (pid === undefined || others.length > 0) throw new Error(`${pids.length} servers ${server} run here.`);
  return Number(pid);
}
