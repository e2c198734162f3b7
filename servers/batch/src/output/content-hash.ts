import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../permitted-path.ts';

export function contentHash(content: string | Uint8Array): string {
  return hash('sha256', content);
}

/** null where there is no such file. */
export async function hashOfFile(folder: string, file: string): Promise<string | null> {
  try {
    return contentHash(await readFile(join(folder, file)));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
