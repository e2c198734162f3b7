import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** An ignore file beyond this is none: git would read it whole. */
const maxBytes = 10 * 1024 * 1024;

/**
 * Removes what is called `.gitignore` and is no ordinary file: git opens it all the same, and waits for ever at a pipe.
 * Nobody loses a file by it: git itself could not have kept one of that kind. Returns how many there were.
 */
export async function removeOddIgnoreFiles(root: string): Promise<number> {
  let removed = 0;
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    // A folder that is gone, or may not be read, holds nothing that git would read.
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name);
      if (entry.name === '.gitignore' && (await isOdd(path))) {
        await rm(path, { recursive: true, force: true });
        removed += 1;
      } else if (entry.isDirectory() && entry.name !== '.git') {
        folders.push(path);
      }
    }
  }
  return removed;
}

async function isOdd(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  if (found === null || found.isDirectory() || found.isSymbolicLink()) return false;
  return !found.isFile() || found.size > maxBytes;
}
