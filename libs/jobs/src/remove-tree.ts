import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes a folder with all that is in it, also where folders in it may not be written or looked into: programs make
 * such ones (a module cache of Go is). Follows no link. Nothing may be at work in there. Throws what the file system does
 * where something is somebody else's.
 */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    await openFolders(path);
    await rm(path, { recursive: true, force: true });
  }
}

async function openFolders(path: string): Promise<void> {
  const open = [path];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!(await lstat(next)).isDirectory()) continue;
    await chmod(next, 0o700);
    for (const entry of await readdir(next, { withFileTypes: true }))
      if (entry.isDirectory()) open.push(join(next, entry.name));
  }
}
