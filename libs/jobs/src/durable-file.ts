import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { randomId } from './random.ts';

/** A file that is whole on disk under a temporary name. `publish` gives it its name in one step. */
export interface StagedFile {
  readonly name: string;
  publish(): void;
  discard(): Promise<void>;
}

/** Throws where `name` is anything but the name of a file in its folder. */
export function assertFileName(name: string): void {
  if (name === '' || name === '.' || name === '..' || basename(name) !== name || /[\\\0]/.test(name)) {
    throw new Error(`${JSON.stringify(name)} is not a file name.`);
  }
}

/** Writes and flushes `content` (0600) beside its later place. */
export async function stageFile(
  folder: string,
  name: string,
  content: string | Uint8Array,
): Promise<StagedFile> {
  assertFileName(name);
  const temporary = join(folder, `.${name}.${randomId().slice(0, 13)}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return {
    name,
    publish: () => renameSync(temporary, join(folder, name)),
    discard: () => rm(temporary, { force: true }),
  };
}

export interface FileToWrite {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Stages files at the same time, since each waits for the disk. All of them, or none where one throws. */
export async function stageAll(folder: string, files: readonly FileToWrite[]): Promise<StagedFile[]> {
  const outcomes = await Promise.allSettled(
    files.map(({ name, content }) => stageFile(folder, name, content)),
  );
  const staged = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure === undefined) return staged;
  for (const file of staged) await file.discard();
  throw failure.reason;
}

/** Writes a whole file or none: flushed under a temporary name, then renamed; 0600. */
export async function writeDurably(
  folder: string,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  (await stageFile(folder, name, content)).publish();
  syncFolder(folder);
}

/** Makes renames in a folder outlive a power cut. Some systems cannot flush a folder; there it does nothing. */
export function syncFolder(folder: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
  } catch (error) {
    if (!isFolderSyncRefusal(error)) throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Windows refuses to open a folder (EISDIR, EPERM); some network file systems refuse to flush one (EINVAL). */
function isFolderSyncRefusal(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['EISDIR', 'EPERM', 'EINVAL'].includes(String(error.code))
  );
}
