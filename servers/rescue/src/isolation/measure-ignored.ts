import { constants, type Dirent } from 'node:fs';
import { access, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Permissions } from './permissions.ts';

/** An ignored file, or folder with all that is in it. */
export interface MeasuredEntry {
  /** Relative to the workspace. */
  readonly path: string;
  readonly bytes: number;
  /** Everything in it that is no folder. */
  readonly files: readonly string[];
  /** With their permission bits; outer ones first. */
  readonly folders: Permissions;
}

/** Why an entry cannot be recorded. */
export type Unfit = 'too_large' | 'unreadable' | 'nested_repository';

export interface MeasureOptions {
  readonly root: string;
  /** Bytes in all, from which on an entry is too large. */
  readonly bytes: number;
  /** So many paths may be looked at; it counts down over all entries. */
  readonly looks: { left: number };
  /** What is not looked at. */
  readonly skipped: (path: string) => boolean;
  readonly signal: AbortSignal;
}

/** A file beyond this is not recorded, in bytes: who undoes it has it in memory. */
export const largestFile = 512 * 1024 * 1024;

/** What is in an ignored entry. Stops looking as soon as it is clear that it cannot be recorded, and says why. */
export async function measureIgnored(
  path: string,
  { root, bytes: most, looks, skipped, signal }: MeasureOptions,
): Promise<MeasuredEntry | Unfit> {
  const files: string[] = [];
  const folders: [string, number][] = [];
  let bytes = 0;
  const open = [path];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    signal.throwIfAborted();
    if (skipped(next)) continue;
    looks.left -= 1;
    if (looks.left < 0) return 'too_large';
    const found = await lstat(join(root, next)).catch(() => null);
    // Gone by now; or it has a name that is no text, which could never be written back.
    if (found === null && next.includes('\uFFFD')) return 'unreadable';
    if (found === null) continue;
    if (!found.isDirectory()) {
      files.push(next);
      if (!found.isFile()) continue;
      bytes += found.size;
      if (bytes > most || found.size > largestFile) return 'too_large';
      if (!(await isReadable(join(root, next)))) return 'unreadable';
      continue;
    }
    folders.push([next, found.mode & 0o7777]);
    const inside = await readdir(join(root, next), { withFileTypes: true }).catch(() => null);
    if (inside === null) return 'unreadable';
    if (inside.some(isRepository)) return 'nested_repository';
    if (inside.length > looks.left) return 'too_large';
    for (const { name } of inside) open.push(`${next}/${name}`);
  }
  return { path, bytes, files, folders };
}

function isRepository({ name }: Dirent): boolean {
  return name.toLowerCase() === '.git';
}

function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}
