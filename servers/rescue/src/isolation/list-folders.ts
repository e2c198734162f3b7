import { constants, type Dirent } from 'node:fs';
import { access, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Permissions } from './permissions.ts';

export interface ListedFolders {
  /** With their permission bits, outer ones first; null where there are more than are looked at. */
  readonly folders: Permissions | null;
  /** Folders that this user may not look into: nobody knows what is in them. */
  readonly unreadable: readonly string[];
}

/** So many folders are looked into at most, and so many at once. */
const maxFolders = 50_000;
const atOnce = 64;

/**
 * The folders of a workspace, empty ones too, which git does not know. Repositories' own folders, and those of `skipped`
 * with all that is in them, are passed over. Follows no link.
 */
export async function listFolders(root: string, skipped: Iterable<string>): Promise<ListedFolders> {
  const passed = new Set(skipped);
  const folders: [string, number][] = [];
  const unreadable: string[] = [];
  const open = [''];
  for (let seen = 0; seen < open.length; ) {
    if (open.length > maxFolders) return { folders: null, unreadable };
    const some = open.slice(seen, seen + atOnce);
    seen += some.length;
    const looked = await Promise.all(some.map((path) => lookInto(root, path)));
    for (const { path, bits, inside } of looked) {
      if (bits === null) continue;
      if (path !== '') folders.push([path, bits]);
      if (inside === null) unreadable.push(path);
      for (const entry of inside ?? []) {
        const below = path === '' ? entry.name : `${path}/${entry.name}`;
        if (entry.isDirectory() && entry.name !== '.git' && !passed.has(below)) open.push(below);
      }
    }
  }
  return { folders, unreadable };
}

interface Looked {
  readonly path: string;
  /** null where it is gone by now. */
  readonly bits: number | null;
  /** null where this user may not look into it. */
  readonly inside: readonly Dirent[] | null;
}

async function lookInto(root: string, path: string): Promise<Looked> {
  const place = join(root, path);
  const found = await lstat(place).catch(() => null);
  if (found?.isDirectory() !== true) return { path, bits: null, inside: [] };
  const bits = found.mode & 0o7777;
  try {
    // Without the right to search, names can be read and nothing else.
    await access(place, constants.X_OK);
    return { path, bits, inside: await readdir(place, { withFileTypes: true }) };
  } catch {
    return { path, bits, inside: null };
  }
}
