import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@codex-pro/runtime';
import { isRecord } from '../batch/is-record.ts';
import { isMissing } from '../permitted-path.ts';
import { lockName } from './own-files.ts';

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * One batch at a time writes to a folder. The lock of a job that runs no more is taken over. Throws InputError where
 * another one is at it.
 */
export async function lockFolder(
  folder: string,
  jobId: string,
  isRunning: (jobId: string) => Promise<boolean>,
): Promise<FolderLock> {
  const path = join(folder, lockName);
  const found = await readLock(path);
  if (found !== null) {
    const { holder } = found;
    if (holder !== null && holder !== jobId && (await isRunning(holder))) throw taken(folder, holder);
    // Of a job that runs no more, our own of an earlier attempt, or cut short.
    await takeAway(folder, path, jobId, found.holder);
  }
  await makeLock(folder, path, jobId);
  return { release: () => rm(path, { force: true }) };
}

/** Of two that find the same old lock, the later one may get hold of the new lock of the first: that one goes back. */
async function takeAway(folder: string, path: string, jobId: string, holder: string | null): Promise<void> {
  const old = join(folder, `${lockName}.${jobId}.old`);
  try {
    await rename(path, old);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  const got = await readLock(old);
  if (got !== null && got.holder !== holder) {
    await rename(old, path);
    throw taken(folder, got.holder ?? 'another batch');
  }
  await rm(old, { force: true });
}

/** Whole or not at all: under a name of its own first, then linked, which only the first one can. */
async function makeLock(folder: string, path: string, jobId: string): Promise<void> {
  const own = join(folder, `${lockName}.${jobId}`);
  try {
    await writeFile(own, JSON.stringify({ job: jobId }));
    await link(own, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'EEXIST') throw taken(folder, (await readLock(path))?.holder ?? 'another batch');
    // A disk without hard links.
    if (error.code !== 'EPERM' && error.code !== 'ENOTSUP' && error.code !== 'ENOSYS') throw error;
    await writeFile(path, JSON.stringify({ job: jobId }), { flag: 'wx' });
  } finally {
    await rm(own, { force: true });
  }
}

/** null where there is none; `holder` is null in one that cannot be read. */
async function readLock(path: string): Promise<{ readonly holder: string | null } | null> {
  try {
    const lock: unknown = JSON.parse(await readFile(path, 'utf8'));
    return { holder: isRecord(lock) && typeof lock['job'] === 'string' ? lock['job'] : null };
  } catch (error) {
    if (isMissing(error)) return null;
    if (error instanceof SyntaxError) return { holder: null };
    throw error;
  }
}

function taken(folder: string, jobId: string): InputError {
  return new InputError('input_invalid', `The batch ${jobId} is writing to ${folder}.`, {
    hint: 'Wait for it or cancel it, or choose another output_dir.',
  });
}
