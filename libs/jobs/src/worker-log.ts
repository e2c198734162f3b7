import { cleanText } from '@codex-pro/runtime';

/** What a worker prints, in its job's folder. */
export const workerLogName = 'worker.log';

const longestEntry = 20_000;

/** A worker's standard error is its job's `worker.log`. */
export function logLine(text: string): void {
  process.stderr.write(`${new Date().toISOString()} ${cleanText(text, longestEntry)}\n`);
}
