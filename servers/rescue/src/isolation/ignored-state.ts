import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { NotDone } from '@codex-pro/capability';
import { type Captured, captureTree } from './capture-tree.ts';
import { type ChosenIgnored, chooseIgnored } from './choose-ignored.ts';
import type { FinalTree } from './final-tree.ts';
import { listIgnoredIn } from './list-files.ts';
import type { Permissions } from './permissions.ts';
import type { Place } from './place.ts';
import type { TreeStore } from './tree-store.ts';

/** Ignored files as they were at one time. */
export interface IgnoredState {
  /** In the store of the job. */
  readonly tree: string;
  readonly permissions: Permissions;
  readonly folders: Permissions;
}

/** Keeps what was chosen. Its contents go into the store of the job, so that undoing has one set of rules for all. */
export async function keepIgnored(
  store: TreeStore,
  root: string,
  { files, folders }: Pick<ChosenIgnored, 'files' | 'folders'>,
): Promise<IgnoredState & { readonly notDone: readonly NotDone[] }> {
  const { tree, permissions, notDone } = await captureLiving(store, root, files);
  return { tree: await store.write(tree), permissions, folders, notDone };
}

/**
 * What became of ignored files: of those that were recorded before, and what is new and ignored now, as far as that is
 * small enough; and of files that were small enough for the other tree before. Null for a copy. Every command must have
 * ended.
 */
export async function ignoredAfter(
  { store, root, ignoredBefore, ignored, dependencies, dependencyNames, ignoredBytes }: Place,
  { before, after, left: notKept }: Pick<FinalTree, 'before' | 'after' | 'left'>,
  signal: AbortSignal,
): Promise<{ readonly state: IgnoredState; readonly notDone: readonly NotDone[] } | null> {
  if (ignoredBefore === null) return null;
  const readOnly = new Set(dependencies);
  const names = new Set(dependencyNames);
  const recorded = [...(await store.read(ignoredBefore.tree)).keys()];
  const isSeen = (path: string) => before.has(path) || after.has(path);
  const listed = [...new Set([...ignored, ...(await listIgnoredIn(store, root))])];
  const chosen = await chooseIgnored(
    listed.filter((path) => !names.has(lastName(path))),
    { root, bytes: ignoredBytes, skipped: (path) => readOnly.has(path) || isSeen(path), signal },
  );
  const files = new Set([...recorded, ...notKept, ...chosen.files.filter((path) => !isSeen(path))]);
  const { notDone: special, ...state } = await keepIgnored(store, root, { ...chosen, files: [...files] });
  const left = chosen.left.map(({ path, why }) => ({ what: path, why: whyLeft[why] }));
  return { state, notDone: [...special, ...left] };
}

const sentence = 'undo_rescue puts back what was recorded of it before, and leaves what is new.';
const whyLeft = {
  too_large: `too_large: git ignores it, and there is more in it now than rescue.undo.ignored allows; ${sentence}`,
  unreadable: `unreadable: git ignores it, and this user may not read all of it; ${sentence}`,
  nested_repository: `nested_repository: git ignores it, and it has a repository of its own now; ${sentence}`,
} as const;

export function lastName(path: string): string {
  return path.replace(/\/$/, '').replace(/^.*\//, '');
}

/** Servers and watchers of the user may change ignored files at any time: what is gone is gone, and that is no failure. */
const attempts = 5;

async function captureLiving(store: TreeStore, root: string, paths: readonly string[]): Promise<Captured> {
  for (let attempt = 1; ; attempt += 1) {
    const there = await present(root, paths);
    try {
      return await captureTree(store, root, there, { largest: Infinity, unlock: true, asTheyAre: true });
    } catch (error) {
      const fewer = (await present(root, there)).length < there.length;
      if (!fewer || attempt === attempts) throw error;
    }
  }
}

async function present(root: string, paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map((path) =>
      lstat(join(root, path)).then(
        () => [path],
        () => [], // Gone.
      ),
    ),
  );
  return found.flat();
}
