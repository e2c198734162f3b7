import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@codex-pro/runtime';
import { isRecord } from '../is-record.ts';
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
  const holder = await holderOf(path);
  if (holder !== null && holder !== jobId) {
    if (await isRunning(holder)) throw taken(folder, holder);
    await rm(path, { force: true });
  }
  // Whoever is first to make the file has the lock.
  const flag = holder === jobId ? 'w' : 'wx';
  await writeFile(path, JSON.stringify({ job: jobId }), { flag }).catch(async (error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    throw taken(folder, (await holderOf(path)) ?? 'another batch');
  });
  return { release: () => rm(path, { force: true }) };
}

async function holderOf(path: string): Promise<string | null> {
  try {
    const lock: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isRecord(lock) && typeof lock['job'] === 'string' ? lock['job'] : null;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}

function taken(folder: string, jobId: string): InputError {
  return new InputError('input_invalid', `The batch ${jobId} is writing to ${folder}.`, {
    hint: 'Wait for it or cancel it, or choose another output_dir.',
  });
}
