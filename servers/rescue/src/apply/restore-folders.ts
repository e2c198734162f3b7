import { chmod, lstat, mkdir, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Permissions } from '../isolation/permissions.ts';

export interface FolderStates {
  /** Before the job, outer ones first. */
  readonly before: Permissions;
  /** After it: what it changed is between the two. */
  readonly after: Permissions;
  /** Whether `before` lacks none: what is `after` and not there was made by the job. */
  readonly whole: boolean;
}

/**
 * Brings folders back as they were before a job, around what brings their files back: it makes anew what went by the job
 * or by undoing it, removes what the job made and nobody has put anything into, and undoes permissions that the job
 * changed; what the user changed since stays. A folder that is closed for writing is open meanwhile. git knows no
 * folders, and an empty one may be what a program waits for. Nothing is made or removed below a link. Where `work` fails
 * all is left as it was.
 */
export async function restoreFolders<T>(
  root: string,
  { before, after, whole }: FolderStates,
  work: () => Promise<T>,
): Promise<T> {
  const byJob = new Map(after);
  const wanted: [path: string, bits: number][] = [];
  for (const [path, bits] of before) {
    const now = await folderBits(root, path);
    const left = byJob.get(path);
    // Gone, though the job left it: the user has no need of it.
    if (now === null && left !== undefined) continue;
    wanted.push([path, now === null || left === undefined || left === now ? bits : now]);
  }
  const known = new Set(before.map(([path]) => path));
  const made = whole ? after.map(([path]) => path).filter((path) => !known.has(path)) : [];
  const opened = await openClosed(root, after);
  const done = await work().catch(async (error: unknown) => {
    await setBits(root, opened);
    throw error;
  });
  for (const path of made.toReversed()) {
    if ((await folderBits(root, path)) === null) continue;
    await rmdir(join(root, path)).catch(() => undefined); // There is something in it now.
  }
  for (const [path] of wanted) {
    if ((await folderBits(root, dirname(path))) === null) continue;
    const there = await lstat(join(root, path)).catch(() => null); // Gone.
    if (there === null) await mkdir(join(root, path));
  }
  await setBits(root, [...opened.filter(([path]) => !known.has(path)), ...wanted]);
  return done;
}

/** Of folders that are there; inner ones first, since outer ones may be closed by it. */
async function setBits(root: string, folders: Permissions): Promise<void> {
  for (const [path, bits] of folders.toReversed()) {
    const now = await folderBits(root, path);
    if (now !== null && now !== bits) await chmod(join(root, path), bits);
  }
}

/** Opens what a job left closed to its owner, and is so now; gives the bits that it had, outer ones first. */
async function openClosed(root: string, after: Permissions): Promise<Permissions> {
  const opened: [string, number][] = [];
  for (const [path, bits] of after) {
    if ((bits & 0o700) === 0o700 || (await folderBits(root, path)) !== bits) continue;
    await chmod(join(root, path), bits | 0o700);
    opened.push([path, bits]);
  }
  return opened;
}

/** Null where the path does not lead through folders alone, to one. */
async function folderBits(root: string, path: string): Promise<number | null> {
  if (path !== '.' && (await folderBits(root, dirname(path))) === null) return null;
  const found = await lstat(join(root, path)).catch(() => null);
  return found?.isDirectory() === true ? found.mode & 0o7777 : null;
}
