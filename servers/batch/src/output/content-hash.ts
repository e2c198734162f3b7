import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../permitted-path.ts';

export function contentHash(content: string | Uint8Array): string {
  return hash('sha256', content);
}

/** null where there is no such file. */
export async function hashOfFile(folder: string, file: string): Promise<string | null> {
  const path = join(folder, file);
  // A new batch asks for each of its outputs: an error for each would take ten times as long.
  if (!existsSync(path)) return null;
  try {
    return contentHash(await readFile(path));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
