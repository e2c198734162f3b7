import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cannotWrite } from './replace-file.ts';
import { errorCode } from './settings-file.ts';

/** A writer that died holds the others up for so many milliseconds; a change takes some tens. */
const staleMs = 5_000;
const patienceMs = 15_000;

/**
 * Runs a change of a file while no other process changes it so: each reads what the one before it wrote. The turn is a
 * file beside it (`<path>.lock`), its folder made with 0700. Throws ConfigError where that cannot be made, or stays.
 */
export async function asOneWriter<T>(path: string, change: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await take(lock);
  } catch (error) {
    throw cannotWrite(path, error);
  }
  try {
    return await change();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    try {
      await (await open(lock, 'wx', 0o600)).close();
      return;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST' || performance.now() > giveUpAt) throw error;
    }
    const since = await stat(lock).then(
      ({ mtimeMs }) => mtimeMs,
      () => null, // Its holder has just let go of it.
    );
    // Either way: the clock may have been set.
    if (since !== null && Math.abs(Date.now() - since) > staleMs) await rm(lock, { force: true });
    await sleep(5 + Math.random() * 20);
  }
}
