import { existsSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '@codex-pro/runtime';
import type { Clock } from './clock.ts';
import type { HomeFolder } from './home-folder.ts';
import { isJobId } from './job-id.ts';
import type { JobStore } from './job-store.ts';
import { removeTree } from './remove-tree.ts';
import { requestFileName } from './request-file.ts';

export interface PruneOptions {
  /** Jobs that ended before, epoch milliseconds. */
  readonly endedBefore: number;
  /** false: only say which. */
  readonly apply: boolean;
}

const batch = 200;
/** A folder without a row may be that of a job which somebody is just about to submit: milliseconds. */
const strayMs = 3_600_000;
/** The ledger outlives the jobs, but not for ever: milliseconds of 400 days. */
const ledgerKeptMs = 400 * 24 * 3_600_000;

/**
 * Removes ended jobs with their folders, and folders that belong to no job (a submission that was cut off). Never a
 * job that waits or runs. Returns the ids, oldest first. Throws ConfigError `not_configured` where a folder cannot be
 * removed, once all else is done.
 */
export async function pruneJobs(
  { endedBefore, apply }: PruneOptions,
  { store, home, clock }: { store: JobStore; home: HomeFolder; clock: Clock },
): Promise<readonly string[]> {
  const strays = strayFolders(Math.min(endedBefore, clock.now() - strayMs), store, home);
  if (!apply) return [...store.endedBefore(endedBefore, 100_000), ...strays];
  const stuck: string[] = [];
  const removeFolder = async (id: string) => {
    const folder = home.job(id);
    try {
      // First, so that a list which is rebuilt from half a folder does not run the job again.
      await rm(join(folder, requestFileName), { force: true });
      await removeTree(folder);
    } catch (error) {
      stuck.push(
        `${folder} (${error instanceof Error && 'code' in error ? String(error.code) : String(error)})`,
      );
    }
  };
  const jobs = await removeInBatches(endedBefore, store, removeFolder);
  for (const id of strays) await removeFolder(id);
  await store.forgetCalls(endedBefore - ledgerKeptMs);
  if (stuck.length > 0) throw notRemoved(stuck);
  return [...jobs, ...strays];
}

function notRemoved(folders: readonly string[]): ConfigError {
  const more = folders.length > 3 ? ` and ${folders.length - 3} more` : '';
  return new ConfigError(
    'not_configured',
    `The jobs are out of the list, but folders could not be removed: ${folders.slice(0, 3).join(', ')}${more}.`,
    { hint: 'Make them yours (chown), or remove them by hand; the next prune tries again.' },
  );
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
async function removeInBatches(
  endedBefore: number,
  store: JobStore,
  removeFolder: (id: string) => Promise<void>,
): Promise<string[]> {
  const removed: string[] = [];
  for (;;) {
    const ids = await store.remove(store.endedBefore(endedBefore, batch));
    if (ids.length === 0) return removed;
    for (const id of ids) await removeFolder(id);
    removed.push(...ids);
  }
}

function strayFolders(olderThan: number, store: JobStore, home: HomeFolder): string[] {
  if (!existsSync(home.jobs)) return [];
  return readdirSync(home.jobs).filter((name) => {
    if (!isJobId(name) || store.get(name) !== null) return false;
    const since = statSync(home.job(name), { throwIfNoEntry: false })?.mtimeMs;
    return since !== undefined && since < olderThan;
  });
}
