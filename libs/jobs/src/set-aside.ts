import { closeSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { inodeOf } from './connection.ts';
import { toDiskError } from './disk-error.ts';

/** A process that dies while it holds the lock holds others up this long, in milliseconds. */
const staleLockMs = 10_000;

/**
 * Gives a damaged database another name (`jobs.db.damaged-<time>`), with its side files; nothing is deleted. Only the
 * file that was found damaged: when somebody else has put a new one in its place, nothing happens. Returns the path of
 * what was set aside, or null. Throws ConfigError `not_configured` where the disk refuses.
 */
export function setDatabaseAside(path: string, inode: bigint): string | null {
  try {
    return underLock(`${path}.repair`, () => (inodeOf(path) === inode ? renameAll(path) : null));
  } catch (error) {
    throw toDiskError(error, path);
  }
}

function underLock<T>(lock: string, task: () => T): T {
  while (!take(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  try {
    return task();
  } finally {
    rmSync(lock, { force: true });
  }
}

function renameAll(path: string): string {
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  // The database last: a new one must never find the old one's log beside it and play it back.
  for (const suffix of ['-shm', '-wal', '']) renameIfThere(path + suffix, aside + suffix);
  return aside;
}

function take(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600));
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Math.abs(Date.now() - since) > staleLockMs) rmSync(lock, { force: true });
    return false;
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
