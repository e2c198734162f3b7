import { constants, type Stats } from 'node:fs';
import { access, chmod, lstat, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NotDone } from '@codex-pro/capability';
import type { GitSetting } from '@codex-pro/git';
import { type Permissions, usualPermissions } from './permissions.ts';
import type { Tree, TreeEntry, TreeStore } from './tree-store.ts';

export interface Captured {
  readonly tree: Tree;
  /** Of the files in the tree. */
  readonly permissions: Permissions;
  readonly notDone: readonly NotDone[];
  /** Files with contents that are not kept. */
  readonly left: readonly string[];
}

/** A file beyond this is left out of a tree, in bytes. */
export const maxFileBytes = 100 * 1024 * 1024;

export interface CaptureOptions {
  /** A file beyond this is left out, in bytes. */
  readonly largest?: number;
  /** Makes readable for a moment what its owner may not read: for what commands of ours may have made so. */
  readonly unlock?: boolean;
  /** Contents are kept as they are: for much that is compressed already, or kept for a short time. */
  readonly asTheyAre?: boolean;
}

/**
 * Keeps the files of a folder that are named, as they are on the disk: no filter turns them into anything else. What
 * is no file or link, too large or unreadable is left out and said. Nothing may change the folder meanwhile.
 */
export async function captureTree(
  store: TreeStore,
  folder: string,
  paths: Iterable<string>,
  { largest = maxFileBytes, unlock = false, asTheyAre = false }: CaptureOptions = {},
): Promise<Captured> {
  const tree = new Map<string, TreeEntry>();
  const permissions: [string, number][] = [];
  const locked: { place: string; bits: number }[] = [];
  const notDone: NotDone[] = [];
  const left: string[] = [];
  const links: { path: string; target: Buffer }[] = [];
  const files: { path: string; mode: string }[] = [];
  const folders = new Map<string, Promise<Found>>();
  const leave = (path: string) => {
    notDone.push({ what: path, why: 'unreadable: this user may not read it.' });
    left.push(path);
  };
  for (const path of new Set(paths)) {
    // A folder that became a link shows files of elsewhere.
    const parent = await wayTo(folder, dirname(path), folders);
    const place = join(folder, path);
    const found = parent === 'closed' || parent === null ? parent : await look(place);
    if (found === 'closed') leave(path);
    if (found === null || found === 'closed' || found.isDirectory()) continue;
    if (found.isSymbolicLink()) {
      links.push({ path, target: await readlink(place, 'buffer') });
    } else if (!found.isFile()) {
      notDone.push({ what: path, why: 'special: it is neither a file, a folder nor a link.' });
    } else if (found.size > largest) {
      notDone.push({ what: path, why: `too_large: it has ${found.size} bytes, more than ${largest}.` });
      left.push(path);
    } else {
      const bits = found.mode & 0o7777;
      const readable = await isReadable(place);
      if (!readable && (!unlock || !(await changePermissions(place, bits | 0o400)))) {
        leave(path);
        continue;
      }
      if (!readable) locked.push({ place, bits });
      const mode = (bits & 0o100) === 0 ? '100644' : '100755';
      files.push({ path, mode });
      if (bits !== usualPermissions(mode)) permissions.push([path, bits]);
    }
  }
  const names = files.map(({ path }) => path);
  const ids = await hashFiles(store, folder, names, asTheyAre).finally(() =>
    Promise.all(locked.map(({ place, bits }) => changePermissions(place, bits))),
  );
  for (const [index, { path, mode }] of files.entries()) {
    const id = ids[index];
    if (id !== undefined) tree.set(path, { mode, id });
  }
  for (const [path, id] of await keepLinks(store, links)) tree.set(path, { mode: '120000', id });
  return { tree, permissions, notDone, left };
}

/** Where links lead, kept at once: as files, since git would follow the links themselves. */
async function keepLinks(
  store: TreeStore,
  links: readonly { readonly path: string; readonly target: Buffer }[],
): Promise<(readonly [path: string, id: string])[]> {
  if (links.length === 0) return [];
  const folder = await mkdtemp(join(store.folder, 'links-'));
  try {
    for (const [index, { target }] of links.entries()) await writeFile(join(folder, String(index)), target);
    const ids = await hashFiles(store, folder, [...links.keys()].map(String), false);
    return links.map(({ path }, index) => [path, ids[index] ?? '']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Their contents' ids, in order. git takes one path a line, so a path with a line in it goes alone. */
async function hashFiles(
  store: TreeStore,
  folder: string,
  paths: readonly string[],
  asTheyAre: boolean,
): Promise<string[]> {
  const settings: GitSetting[] = asTheyAre ? [['core.looseCompression', '0']] : [];
  const plain = paths.filter((path) => !path.includes('\n'));
  const ids = new Map<string, string>();
  if (plain.length > 0) {
    const { stdout } = await store.git(['hash-object', '-w', '--no-filters', '--stdin-paths'], {
      cwd: folder,
      settings,
      stdin: Buffer.from(plain.map((path) => `${path}\n`).join('')),
    });
    for (const [index, id] of stdout.toString('utf8').trim().split('\n').entries())
      ids.set(plain[index] ?? '', id);
  }
  for (const path of paths) {
    if (!path.includes('\n')) continue;
    const { stdout } = await store.git(['hash-object', '-w', '--no-filters', '--', path], {
      cwd: folder,
      settings,
    });
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

/** Whether that was allowed: it may be somebody else's, or gone. */
function changePermissions(path: string, bits: number): Promise<boolean> {
  return chmod(path, bits).then(
    () => true,
    () => false,
  );
}

/** What lies at a place; null for nothing, `closed` where a folder on the way lets this user not look. */
type Found = Stats | 'closed' | null;

function look(place: string): Promise<Found> {
  return lstat(place).catch((error: unknown) => {
    const isClosed = error instanceof Error && 'code' in error && error.code === 'EACCES';
    return isClosed ? 'closed' : null;
  });
}

/** The folder that a path leads to through folders alone; null for anything else. Each is looked at once. */
function wayTo(root: string, path: string, known: Map<string, Promise<Found>>): Promise<Found> {
  const seen = known.get(path);
  if (seen !== undefined) return seen;
  const step = async () => {
    if (path === '.') return look(root);
    const parent = await wayTo(root, dirname(path), known);
    const found = parent === 'closed' || parent === null ? parent : await look(join(root, path));
    return found === null || found === 'closed' || found.isDirectory() ? found : null;
  };
  const looked = step();
  known.set(path, looked);
  return looked;
}
