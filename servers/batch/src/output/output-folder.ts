import { access, constants, readdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '@codex-pro/runtime';
import { type Grounds, isMissing, permittedPath } from '../permitted-path.ts';

/**
 * The absolute path of the output folder, which need not exist. Throws InputError where it is a file, cannot be
 * written to, or lies outside the grounds. Makes nothing.
 */
export async function findOutputFolder(path: string, grounds: Grounds): Promise<string> {
  const folder = await permittedPath(path, 'output_dir', grounds);
  const there = await stat(folder).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (there !== null && !there.isDirectory())
    throw new InputError('input_invalid', `output_dir ${path} is a file.`);
  await checkWritable(folder, path);
  return folder;
}

/** The folder itself, or the nearest above it that exists: there it would be made. */
async function checkWritable(folder: string, path: string): Promise<void> {
  for (let current = folder; ; current = dirname(current)) {
    const found = await stat(current).catch(() => null);
    if (found === null && dirname(current) !== current) continue;
    if (found?.isDirectory() === false) {
      throw new InputError('input_invalid', `output_dir ${path} cannot be made: ${current} is a file.`);
    }
    const writable = await access(current, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    );
    if (writable) return;
    throw new InputError('input_invalid', `output_dir ${path} is not writable.`, {
      hint: 'Choose another folder, or change its permissions.',
    });
  }
}

/** Whether anything lies in it. */
export async function isEmptyFolder(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    if (isMissing(error)) return true;
    throw error;
  }
}
