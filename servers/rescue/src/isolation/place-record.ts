import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NotDone } from '@codex-pro/capability';
import type { ShownFolder } from '@codex-pro/sandbox';
import type { IgnoredState } from './ignored-state.ts';
import type { Permissions } from './permissions.ts';

/** Where a rescue works, written down before anything happens there. */
export interface PlaceRecord {
  readonly isolation: 'worktree' | 'in-place';
  /** Real path of the folder that commands and edits are held to. */
  readonly root: string;
  readonly workspace: string;
  /** The tree of the files before, in the store of the job. */
  readonly before: string;
  /** Commit that the workspace stood on; null without one, or without a repository. */
  readonly head: string | null;
  readonly hash: 'sha1' | 'sha256';
  /** Tracked files that differed from that commit. */
  readonly changed: readonly string[];
  /** Files that are not in that tree and nobody deleted: too large, not readable, or outside of a sparse checkout. */
  readonly left: readonly string[];
  /** The workspace's own folders, ignored ones aside; null where there were too many. */
  readonly folders: Permissions | null;
  /** Of the files in that tree; of a copy nothing, which has its own. */
  readonly permissions: Permissions;
  /** What was ignored before, folders with a `/` at their end: it is in no tree but its own. Of a copy nothing. */
  readonly ignored: readonly string[];
  /** As much of it as was recorded; null for a copy, and where nothing will be written. */
  readonly ignoredBefore: IgnoredState | null;
  /** How much of it may be recorded, in bytes. */
  readonly ignoredBytes: number;
  /** Names of dependency folders. */
  readonly dependencyNames: readonly string[];
  /**
   * What is there to read only, relative to the root: dependency folders and submodules of a copy; of a workspace also
   * repositories in it, and what is ignored and not recorded.
   */
  readonly dependencies: readonly string[];
  /** What the sandbox shows there, so that they are not empty. */
  readonly shown: readonly ShownFolder[];
  /** Folders that git reads there: those whose objects a copy borrows, or what of a repository lies outside of a workspace. */
  readonly borrowed: readonly string[];
  readonly notDone: readonly NotDone[];
}

type Later = 'left' | 'folders';

export const storeName = 'files.git';
const recordName = 'place.json';

/** null where the job never got so far. */
export async function readPlace(folder: string): Promise<PlaceRecord | null> {
  const text = await readFile(join(folder, recordName), 'utf8').catch(() => null);
  if (text === null) return null;
  // Only we write it, whole and under its final name. Jobs of before lack what came later.
  const kept = JSON.parse(text) as Omit<PlaceRecord, Later> & Partial<Pick<PlaceRecord, Later>>;
  return { left: [], folders: null, ...kept };
}

export async function keepPlace(folder: string, record: PlaceRecord): Promise<PlaceRecord> {
  const temporary = join(folder, `.${recordName}.tmp`);
  await writeFile(temporary, JSON.stringify(record), { mode: 0o600, flush: true });
  await rename(temporary, join(folder, recordName));
  return record;
}
