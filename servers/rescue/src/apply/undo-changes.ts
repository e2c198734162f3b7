import { finalTree } from '../isolation/final-tree.ts';
import { keepIgnored } from '../isolation/ignored-state.ts';
import { withPermissions } from '../isolation/permissions.ts';
import type { Place } from '../isolation/place.ts';
import { type Tree, type TreeChange, treeChanges } from '../isolation/tree-store.ts';
import { type Merged, mergeChanges } from './merge-changes.ts';
import { keepOutcome, type OutcomeRecord } from './outcome-record.ts';
import { restoreFolders } from './restore-folders.ts';

export interface UndoRequest {
  readonly place: Place;
  /** Of the job. */
  readonly folder: string;
  /**
   * What the job left at its end; null where it was stopped before that: what lies there now is taken for it then, and
   * written down as such, so that it can be applied again.
   */
  readonly outcome: OutcomeRecord | null;
  readonly signal: AbortSignal;
}

/**
 * Takes the changes of a job out of its workspace. Of a job that worked in place also what it changed of ignored files,
 * by the same rules as for all others: they come back, new ones go, what the user changed since is merged or refuses it
 * all. A job that was stopped before its end recorded no new ignored files, so those stay: they may be the user's.
 */
export async function undoChanges({ place, folder, outcome, signal }: UndoRequest): Promise<Merged> {
  const { store, workspace, ignoredBefore } = place;
  const end = outcome ?? (await endNow(place, folder));
  const [before, after] = [await store.read(place.before), await store.read(end.after)];
  const { ignoredAfter } = end;
  const own = place.folders ?? [];
  if (ignoredBefore === null || ignoredAfter === null) {
    const changes = treeChanges(before, after).map(turned);
    // The work was in a copy: nothing became of the workspace's own folders but by bringing it home.
    return restoreFolders(workspace, { before: own, after: own, whole: false }, () =>
      mergeChanges({ store, folder: workspace, changes, signal }),
    );
  }
  const hidden = ignoredChanges(withPermissions(before, place.permissions), {
    before: withPermissions(await store.read(ignoredBefore.tree), ignoredBefore.permissions),
    after: withPermissions(await store.read(ignoredAfter.tree), ignoredAfter.permissions),
  });
  const seen = treeChanges(
    withPermissions(before, place.permissions),
    withPermissions(after, end.permissions),
  ).filter(({ path }) => !hidden.has(path));
  const changes = [...seen, ...hidden.values()].map(turned);
  const states = {
    before: [...own, ...ignoredBefore.folders],
    after: [...(end.folders ?? []), ...ignoredAfter.folders],
    whole: place.folders !== null && end.folders !== null,
  };
  return restoreFolders(workspace, states, () =>
    mergeChanges({ store, folder: workspace, changes, overFolders: true, signal }),
  );
}

/** By path. A file that was not ignored is there where it grew too large for the other tree. */
function ignoredChanges(
  seen: Tree,
  { before, after }: { readonly before: Tree; readonly after: Tree },
): ReadonlyMap<string, TreeChange> {
  const all = new Map([...[...seen].filter(([path]) => after.has(path)), ...before]);
  return new Map(treeChanges(all, after).map((change) => [change.path, change]));
}

async function endNow(place: Place, folder: string): Promise<OutcomeRecord> {
  const { store, root, ignoredBefore } = place;
  const { after, permissions, left } = await finalTree(place, []);
  const end = {
    before: place.before,
    after: await store.write(after),
    permissions,
    folders: null,
    failed: false,
  };
  const files = ignoredBefore === null ? [] : [...(await store.read(ignoredBefore.tree)).keys(), ...left];
  const ignoredAfter = ignoredBefore === null ? null : await keepIgnored(store, root, { files, folders: [] });
  const outcome = { ...end, ignoredAfter };
  await keepOutcome(folder, outcome);
  return outcome;
}

function turned({ path, before, after }: TreeChange): TreeChange {
  return { path, before: after, after: before };
}
