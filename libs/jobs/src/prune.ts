import { readdirSync, statSync } from 'node:fs';
import type { Clock } from './clock.ts';
import type { HomeFolder } from './home-folder.ts';
import { isJobId } from './job-id.ts';
import type { JobStore } from './job-store.ts';
import { removeTree } from './remove-tree.ts';

export interface PruneOptions {
  /** Jobs that ended before, epoch milliseconds. */
  readonly endedBefore: number;
  /** false: only say which. */
  readonly apply: boolean;
}

const batch = 200;
/** The ledger outlives the jobs, but not for ever: milliseconds of 400 days. */
const ledgerKeptMs = 400 * 24 * 3_600_000;

/**
 * Removes ended jobs with their folders, and folders that belong to no job (a submission that was cut off). Never a
 * job that waits or runs. Returns the ids, oldest first.
 */
export async function pruneJobs(
  { endedBefore, apply }: PruneOptions,
  { store, home }: { store: JobStore; home: HomeFolder },
): Promise<readonly string[]> {
  const jobs = apply
    ? await removeInBatches(endedBefore, store, home)
    : store.endedBefore(endedBefore, 100_000);
  const strays = strayFolders(endedBefore, store, home).filter((id) => !jobs.includes(id));
  if (apply) {
    for (const id of strays) await removeTree(home.job(id));
    await store.forgetCalls(endedBefore - ledgerKeptMs);
  }
  return [...jobs, ...strays];
}

const dayMs = 24 * 3_600_000;

/** Prunes by the retention time unless that was done within a day, by whomever. */
export async function pruneDaily(
  retentionMs: number,
  parts: { store: JobStore; home: HomeFolder; clock: Clock },
): Promise<void> {
  const now = parts.clock.now();
  if (await parts.store.takeTurn('prune', now, dayMs)) {
    await pruneJobs({ endedBefore: now - retentionMs, apply: true }, parts);
  }
}

/** The row goes first: a folder without a row is found again, a row without a folder would promise a result. */
async function removeInBatches(endedBefore: number, store: JobStore, home: HomeFolder): Promise<string[]> {
  const removed: string[] = [];
  for (;;) {
    const ids = await store.remove(store.endedBefore(endedBefore, batch));
    if (ids.length === 0) return removed;
    for (const id of ids) await removeTree(home.job(id));
    removed.push(...ids);
  }
}

function strayFolders(olderThan: number, store: JobStore, home: HomeFolder): string[] {
  return readdirSync(home.jobs).filter((name) => {
    if (!isJobId(name) || store.get(name) !== null) return false;
    const since = statSync(home.job(name), { throwIfNoEntry: false })?.mtimeMs;
    return since !== undefined && since < olderThan;
  });
}
