import { chmod } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { NotDone } from '@codex-pro/capability';
import { isProtected } from '@codex-pro/sandbox';
import { captureTree } from './capture-tree.ts';
import { listFolder, listIgnoredIn } from './list-files.ts';
import { listFolders } from './list-folders.ts';
import type { Permissions } from './permissions.ts';
import type { Place } from './place.ts';
import { type Tree, type TreeEntry, treeChanges } from './tree-store.ts';

export interface FinalTree {
  readonly before: Tree;
  readonly after: Tree;
  /** Of the files after; empty for a copy. */
  readonly permissions: Permissions;
  /** The folders after; null where there were too many, before or after, and where nothing was written. */
  readonly folders: Permissions | null;
  /** What is there and could not be kept, or leads out: in `after` it is as it was. */
  readonly left: readonly string[];
  readonly notDone: readonly NotDone[];
}

/**
 * What the work left behind, as a tree. Left out, and said: changes of protected files, and links that lead out of the
 * workspace. Every command must have ended.
 */
export async function finalTree(place: Place, unprotected: readonly string[]): Promise<FinalTree> {
  const { store, root, dependencies, ignored } = place;
  const before = await store.read(place.before);
  const folders = await openedFolders(place);
  const leftAlone = [...dependencies.map((folder) => `${folder}/`), ...ignored];
  const isLeftAlone = (path: string) =>
    leftAlone.some((each) => (each.endsWith('/') ? `${path}/`.startsWith(each) : path === each));
  const listed = await listFolder(store, root);
  const own = [...before].filter(([, { mode }]) => mode !== '160000').map(([path]) => path);
  const captured = await captureTree(
    store,
    root,
    [...own, ...listed.paths].filter((path) => !isLeftAlone(path)),
    { unlock: place.isolation === 'in-place' },
  );
  const after = new Map(captured.tree);
  const notDone: NotDone[] = [...captured.notDone];
  const leading: string[] = [];
  const asWas = new Set<string>();
  const keepAsWas = (path: string, entry: TreeEntry | null, why: string) => {
    asWas.add(path);
    notDone.push({ what: path, why });
    if (entry === null) after.delete(path);
    else after.set(path, entry);
  };
  for (const [path, entry] of before) if (entry.mode === '160000') after.set(path, entry);
  for (const { path, before: was, after: now } of treeChanges(before, after)) {
    if (isProtected(path, unprotected)) {
      keepAsWas(
        path,
        was,
        'protected: its change is left out; allow it in rescue.unprotected of your profile.',
      );
    } else if (now?.mode === '120000' && leadsOut(path, (await store.content(now.id)).toString('utf8'))) {
      leading.push(path);
      keepAsWas(path, was, 'unsafe_link: the link leads out of the workspace and is left out.');
    }
  }
  for (const path of captured.notDone.map(({ what }) => what)) {
    const was = before.get(path);
    if (was === undefined) continue;
    asWas.add(path);
    after.set(path, was);
  }
  return {
    before,
    after,
    permissions:
      place.isolation === 'in-place'
        ? [
            ...captured.permissions.filter(([path]) => !asWas.has(path)),
            ...place.permissions.filter(([path]) => asWas.has(path)),
          ]
        : [],
    folders,
    left: [...captured.left.filter((path) => before.has(path)), ...leading],
    notDone,
  };
}

/** A job may close folders in folders, so many deep. */
const maxOpenings = 20;

/** The folders that are there. Those that a job closed are opened: what it did in there must not go unseen. */
async function openedFolders(place: Place): Promise<Permissions | null> {
  const { store, root, isolation, ignored, ignoredBefore, dependencies } = place;
  if (isolation === 'in-place' && ignoredBefore === null) return null;
  for (let opening = 0; ; opening += 1) {
    const skipped = [...ignored, ...dependencies, ...(await listIgnoredIn(store, root))];
    const { folders, unreadable } = await listFolders(
      root,
      skipped.map((path) => path.replace(/\/$/, '')),
    );
    if (unreadable.length === 0 || opening === maxOpenings) return place.folders === null ? null : folders;
    // Somebody else's stays closed.
    const opened = await Promise.allSettled(unreadable.map((path) => chmod(join(root, path), 0o755)));
    if (opened.every(({ status }) => status === 'rejected')) opening = maxOpenings - 1;
  }
}

function leadsOut(path: string, target: string): boolean {
  if (target.startsWith('/')) return true;
  const resolved = posix.normalize(posix.join(posix.dirname(path), target));
  return resolved === '..' || resolved.startsWith('../');
}
