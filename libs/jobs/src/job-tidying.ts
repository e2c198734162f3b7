import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toDiskError } from './disk-error.ts';
import { resultFileName } from './result-file.ts';
import { workerFileName } from './worker-file.ts';

/** Lies in the folder of a job that was cancelled before any worker claimed it, so that no rebuilt list runs it. */
export const cancelledMarkName = 'cancelled';

/** Throws ConfigError `not_configured` where the disk refuses. */
export function markCancelled(folder: string): void {
  // Somebody may have removed the folder; then no rebuilt list finds the job either.
  if (!existsSync(folder)) return;
  try {
    writeFileSync(join(folder, cancelledMarkName), '', { mode: 0o600 });
  } catch (error) {
    throw toDiskError(error, folder);
  }
}

/**
 * Readies a folder for the next attempt: what the last one left is kept under another name or removed. Throws
 * ConfigError `not_configured` where the disk refuses.
 */
export function tidyForRetry(folder: string, lastAttempt: number): void {
  try {
    const result = join(folder, resultFileName);
    if (existsSync(result)) renameSync(result, join(folder, `result.${lastAttempt}.json`));
    for (const name of [workerFileName, cancelledMarkName]) rmSync(join(folder, name), { force: true });
  } catch (error) {
    throw toDiskError(error, folder);
  }
}
