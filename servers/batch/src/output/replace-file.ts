import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes a file below a folder whole or not at all: under a temporary name first. Folders on the way are made. */
export async function replaceFile(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  const staged = await stageFile(folder, name, content);
  await staged.publish();
}

export interface StagedFile {
  publish(): Promise<void>;
}

/** Writes the content under a temporary name beside its place. What goes wrong before `publish` leaves nothing. */
export async function stageFile(
  folder: string,
  name: string,
  content: string | Uint8Array,
): Promise<StagedFile> {
  const path = join(folder, name);
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
  const write = () => writeFile(temporary, content, { flag: 'wx' });
  try {
    await write().catch(async (error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      await mkdir(dirname(path), { recursive: true });
      await write();
    });
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return { publish: () => rename(temporary, path) };
}
