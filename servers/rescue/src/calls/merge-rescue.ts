import { join } from 'node:path';
import { InputError } from '@codex-pro/runtime';
import { type Merged, mergeChanges } from '../apply/merge-changes.ts';
import { type OutcomeRecord, readOutcome } from '../apply/outcome-record.ts';
import { undoChanges } from '../apply/undo-changes.ts';
import { finalTree } from '../isolation/final-tree.ts';
import { clearAfterKill, type Place } from '../isolation/place.ts';
import { type PlaceRecord, readPlace, storeName } from '../isolation/place-record.ts';
import { type TreeChange, TreeStore, treeChanges } from '../isolation/tree-store.ts';
import { lockWorkspace } from '../isolation/workspace-lock.ts';
import type { FoundRescue } from './desk.ts';

export interface MergedRescue extends Merged {
  /** Whether the job was stopped before it wrote down what it left: everything since its beginning is taken for its work. */
  readonly unrecorded: boolean;
}

/**
 * Brings the changes of a rescue into its workspace, or takes them out again. Throws InputError where the job still
 * runs, never began, or another job edits the workspace, and what `mergeChanges` throws.
 */
export async function mergeRescue(
  { job, folder, home }: FoundRescue,
  direction: 'apply' | 'undo',
  signal: AbortSignal,
): Promise<MergedRescue> {
  if (job.endedAt === null) {
    throw new InputError('input_invalid', `Job ${job.id} has not ended: it is ${job.state}.`, {
      hint: 'Wait for it, or use cancel_job first.',
    });
  }
  const place = await readPlace(folder);
  if (place === null)
    throw new InputError('input_invalid', `Job ${job.id} ended before it changed anything.`);
  const lock = await lockWorkspace(home, job.workspace, `${direction} of ${job.id}`);
  if ('heldBy' in lock) {
    throw new InputError('input_invalid', `${job.workspace} is being edited now (${lock.heldBy}).`, {
      hint: 'Wait until that has ended.',
    });
  }
  try {
    const store = await TreeStore.open(join(folder, storeName), place.hash, signal);
    await clearAfterKill(place, store);
    const outcome = await readOutcome(folder);
    if (direction === 'apply') {
      const changes = await changesOf(place, store, outcome);
      const merged = await mergeChanges({ store, folder: job.workspace, changes, signal });
      return { ...merged, unrecorded: outcome === null };
    }
    const undone = await undoChanges({ place: withoutLock(place, store), folder, outcome, signal });
    return { ...undone, unrecorded: outcome === null };
  } finally {
    await lock.release();
  }
}

/** As they were recorded at the end; for a job that was stopped before that, as they lie there now. */
async function changesOf(
  place: PlaceRecord,
  store: TreeStore,
  outcome: OutcomeRecord | null,
): Promise<readonly TreeChange[]> {
  if (outcome !== null) return treeChanges(await store.read(outcome.before), await store.read(outcome.after));
  const { before, after } = await finalTree(withoutLock(place, store), []);
  return treeChanges(before, after);
}

/** Whoever calls has the lock. */
function withoutLock(place: PlaceRecord, store: TreeStore): Place {
  return { ...place, store, release: () => Promise.resolve() };
}
