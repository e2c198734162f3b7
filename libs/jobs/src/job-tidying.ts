import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultFileName } from './result-file.ts';
import { workerFileName } from './worker-file.ts';

/** Lies in the folder of a job that was cancelled before any worker claimed it, so that no rebuilt list runs it. */
export const cancelledMarkName = 'cancelled';

export function markCancelled(folder: string): void {
  // Somebody may have removed the folder; then no rebuilt list finds the job either.
  if (existsSync(folder)) writeFileSync(join(folder, cancelledMarkName), '', { mode: 0o600 });
}

/** Readies a folder for the next attempt: what the last one left is kept under another name or removed. */
export function tidyForRetry(folder: string, lastAttempt: number): void {
  try {
    renameSync(join(folder, resultFileName), join(folder, `result.${lastAttempt}.json`));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  for (const name of [workerFileName, cancelledMarkName]) rmSync(join(folder, name), { force: true });
}
