import { chmod, lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Permissions } from '../isolation/permissions.ts';

/**
 * Notes how ignored folders are now, then gives what brings them back as they were `before`, once their files are: it
 * makes anew what is gone, and undoes permissions that a job changed to those `after`; what the user changed since
 * stays. git knows no folders, and an empty one may be what a program waits for. Nothing is made below a link.
 */
export async function notedFolders(
  root: string,
  before: Permissions,
  after: Permissions,
): Promise<{ restore(): Promise<void> }> {
  const byJob = new Map(after);
  const wanted: [path: string, bits: number][] = [];
  for (const [path, bits] of before) {
    const now = await folderBits(root, path);
    const isAsLeft = now === null || byJob.get(path) === undefined || byJob.get(path) === now;
    wanted.push([path, isAsLeft ? bits : now]);
  }
  return {
    async restore() {
      for (const [path, bits] of wanted) {
        if ((await folderBits(root, dirname(path))) === null) continue;
        const there = await lstat(join(root, path)).catch(() => null); // Gone.
        if (there === null) await mkdir(join(root, path));
        else if (!there.isDirectory()) continue;
        if (there === null || (there.mode & 0o7777) !== bits) await chmod(join(root, path), bits);
      }
    },
  };
}

/** Null where the path does not lead through folders alone, to one. */
async function folderBits(root: string, path: string): Promise<number | null> {
  if (path !== '.' && (await folderBits(root, dirname(path))) === null) return null;
  const found = await lstat(join(root, path)).catch(() => null);
  return found?.isDirectory() === true ? found.mode & 0o7777 : null;
}
