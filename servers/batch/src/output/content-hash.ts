import { hash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@codex-pro/runtime';

export function contentHash(content: string | Uint8Array): string {
  return hash('sha256', content);
}

/** null where nothing is. Throws InputError where something else than a file is: a folder, a link. */
export async function hashOfFile(folder: string, file: string): Promise<string | null> {
  const path = join(folder, file);
  // A new batch asks for each of its outputs: an error for each would take ten times as long.
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  if (found.isFile()) return contentHash(await readFile(path));
  const what = found.isSymbolicLink() ? 'a link' : 'no file';
  throw new InputError('input_invalid', `${path} is ${what}, where the batch writes a file.`, {
    hint: 'Move it away, or choose another output_dir.',
  });
}
