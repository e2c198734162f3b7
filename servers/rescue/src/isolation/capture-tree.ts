import { constants } from 'node:fs';
import { access, lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { NotDone } from '@codex-pro/capability';
import type { Tree, TreeEntry, TreeStore } from './tree-store.ts';

export interface Captured {
  readonly tree: Tree;
  readonly notDone: readonly NotDone[];
}

/** A file beyond this is left out of a tree, in bytes. */
export const maxFileBytes = 100 * 1024 * 1024;

/**
 * Keeps the files of a folder that are named, as they are on the disk: no filter turns them into anything else. What
 * is no file or link, too large or unreadable is left out and said. Nothing may change the folder meanwhile.
 */
export async function captureTree(
  store: TreeStore,
  folder: string,
  paths: Iterable<string>,
): Promise<Captured> {
  const tree = new Map<string, TreeEntry>();
  const notDone: NotDone[] = [];
  const files: { path: string; mode: string }[] = [];
  for (const path of new Set(paths)) {
    const place = join(folder, path);
    const found = await lstat(place).catch(() => null);
    if (found === null || found.isDirectory()) continue;
    if (found.isSymbolicLink()) {
      tree.set(path, { mode: '120000', id: await store.keep(await readlink(place, 'buffer')) });
    } else if (!found.isFile()) {
      notDone.push({ what: path, why: 'special: it is neither a file, a folder nor a link.' });
    } else if (found.size > maxFileBytes) {
      notDone.push({ what: path, why: `too_large: it has ${found.size} bytes, more than ${maxFileBytes}.` });
    } else if (await isReadable(place)) {
      files.push({ path, mode: (found.mode & 0o100) === 0 ? '100644' : '100755' });
    } else {
      notDone.push({ what: path, why: 'unreadable: this user may not read it.' });
    }
  }
  const ids = await hashFiles(
    store,
    folder,
    files.map(({ path }) => path),
  );
  for (const [index, { path, mode }] of files.entries()) {
    const id = ids[index];
    if (id !== undefined) tree.set(path, { mode, id });
  }
  return { tree, notDone };
}

/** Their contents' ids, in order. git takes one path a line, so a path with a line in it goes alone. */
async function hashFiles(store: TreeStore, folder: string, paths: readonly string[]): Promise<string[]> {
  const plain = paths.filter((path) => !path.includes('\n'));
  const ids = new Map<string, string>();
  if (plain.length > 0) {
    const { stdout } = await store.git(['hash-object', '-w', '--no-filters', '--stdin-paths'], {
      cwd: folder,
      stdin: Buffer.from(plain.map((path) => `${path}\n`).join('')),
    });
    for (const [index, id] of stdout.toString('utf8').trim().split('\n').entries())
      ids.set(plain[index] ?? '', id);
  }
  for (const path of paths) {
    if (!path.includes('\n')) continue;
    const { stdout } = await store.git(['hash-object', '-w', '--no-filters', '--', path], { cwd: folder });
    ids.set(path, stdout.toString('utf8').trim());
  }
  return paths.map((path) => ids.get(path) ?? '');
}

function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}
