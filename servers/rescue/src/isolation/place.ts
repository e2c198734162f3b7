import { mkdir, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { runGit, withoutRepositoryFilters } from '@codex-pro/git';
import { InputError, isCodedError } from '@codex-pro/runtime';
import type { ShownFolder } from '@codex-pro/sandbox';
import { clearPlaceholders } from './clear-placeholders.ts';
import { copyFiles } from './copy-files.ts';
import { orDiskFull } from './disk-full.ts';
import { noDependencies, placeDependencies } from './place-dependencies.ts';
import { keepPlace, type PlaceRecord, readPlace, storeName } from './place-record.ts';
import { placeSubmodules } from './place-submodules.ts';
import { makePrivateRepository, outerRepository } from './private-repository.ts';
import { hashOf, isRepository, type RecordedBefore, recordBefore } from './record-before.ts';
import { recordInPlace } from './record-in-place.ts';
import { TreeStore } from './tree-store.ts';
import { lockWorkspace, type WorkspaceLock } from './workspace-lock.ts';

export interface Place extends PlaceRecord {
  readonly store: TreeStore;
  /** Gives the workspace back to others, where it was held. */
  release(): Promise<void>;
}

export interface PlaceRequest {
  /** Of the job. */
  readonly folder: string;
  readonly jobId: string;
  /** The state folder. */
  readonly home: string;
  readonly workspace: string;
  readonly isolation: 'auto' | 'worktree' | 'in-place';
  /** Nothing will be written: neither a copy nor a lock is needed. */
  readonly readOnly: boolean;
  /** Names of ignored folders that a copy is given; nothing writes them in a workspace. */
  readonly dependencies: readonly string[];
  /** Of what is ignored, so much is recorded before a workspace is worked in, in bytes. */
  readonly ignoredBytes: number;
  /** Whether a sandbox confines commands. */
  readonly confined: boolean;
  /** Whether the sandbox can show folders at other places. */
  readonly shows: boolean;
  readonly signal: AbortSignal;
}

/**
 * Where this job works: as it was, where an earlier attempt wrote it down; else a copy, or the workspace itself under a
 * lock. Where nobody asked for either, a workspace of which too much could not be recorded gets a copy. Throws InputError where `in-place` was asked for and another job has the lock, and ConfigError where the disk is
 * full. The record is the last that is written: whoever is killed before begins anew, and nothing has run.
 */
export async function takePlace(request: PlaceRequest): Promise<Place> {
  const known = await readPlace(request.folder);
  const isolation = known?.isolation ?? request.isolation;
  let lock = await lockFor(request, isolation);
  try {
    const store = await TreeStore.open(
      join(request.folder, storeName),
      known?.hash ?? (await hashOf(request)),
      request.signal,
    );
    if (known !== null) await clearAfterKill(known, store);
    const make = async (): Promise<PlaceRecord> => {
      const before = await recordBefore(request, store);
      if (lock !== null) {
        try {
          return await placeHere(request, store, before);
        } catch (error) {
          if (isolation !== 'auto' || !isTooMuchToRecord(error)) throw error;
          await lock.release();
          lock = null;
        }
      }
      return await placeCopy(request, store, before);
    };
    const record = known ?? (await make().catch(orDiskFull(request.folder, 'before')));
    return { ...record, store, release: () => lock?.release() ?? Promise.resolve() };
  } catch (error) {
    await lock?.release();
    throw error;
  }
}

function isTooMuchToRecord(error: unknown): boolean {
  return isCodedError(error) && error.code === 'target_too_large';
}

/** What a sandbox that died with its worker left behind goes; everything else stays as it is. */
export async function clearAfterKill({ root, before }: PlaceRecord, store: TreeStore): Promise<void> {
  const tree = await store.read(before);
  await clearPlaceholders(root, (name) =>
    [...tree.keys()].some((path) => path === name || path.startsWith(`${name}/`)),
  );
}

/** The lock for work in the workspace itself; null where the work goes into a copy. */
async function lockFor(
  { home, workspace, jobId, readOnly, signal }: PlaceRequest,
  isolation: 'auto' | 'worktree' | 'in-place',
): Promise<WorkspaceLock | null> {
  if (readOnly) return { release: () => Promise.resolve() };
  if (isolation === 'worktree' || (isolation === 'auto' && (await isDirty(workspace, signal)))) return null;
  const lock = await lockWorkspace(home, workspace, jobId);
  if ('release' in lock) return lock;
  if (isolation === 'auto') return null;
  throw new InputError('input_invalid', `Job ${lock.heldBy} is editing ${workspace} now.`, {
    hint: 'Wait for it (wait_for_job), or use isolation "worktree".',
  });
}

/** Without a repository nothing tells, and a copy is the safe choice. */
async function isDirty(workspace: string, signal: AbortSignal): Promise<boolean> {
  if (!(await isRepository(workspace, signal))) return true;
  const { code, stdout } = await runGit({
    cwd: workspace,
    args: ['status', '--porcelain', '-z', '--ignore-submodules=all'],
    signal,
    settings: await withoutRepositoryFilters(workspace, signal),
  });
  // Where a filter that must run is not installed, git cannot tell.
  return code !== 0 || stdout.length > 0;
}

/** The workspace itself, with what is needed to put it back. Throws InputError where too much cannot be recorded. */
async function placeHere(
  request: PlaceRequest,
  store: TreeStore,
  { record, isRepository: repository, ignored, nested, submodules, left, notDone }: RecordedBefore,
): Promise<PlaceRecord> {
  const { workspace, folder } = request;
  const repositories = [...nested, ...submodules.keys()];
  const recorded = request.readOnly
    ? { ignoredBefore: null, readOnly: [], notDone: [] }
    : await recordInPlace({ ...request, store, root: workspace, ignored, repositories, left });
  const told = new Set(left);
  return keepPlace(folder, {
    ...record,
    ignored,
    ignoredBefore: recorded.ignoredBefore,
    dependencies: recorded.readOnly,
    shown: [],
    borrowed: repository ? await outerRepository(workspace, request.signal) : [],
    notDone: [...notDone.filter(({ what }) => !told.has(what)), ...recorded.notDone],
    isolation: 'in-place',
    root: workspace,
  });
}

async function placeCopy(
  { workspace, folder, dependencies: names, shows: show, signal }: PlaceRequest,
  store: TreeStore,
  { record, tree, isRepository: repository, ignored, nested, submodules: modules, notDone }: RecordedBefore,
): Promise<PlaceRecord> {
  const root = join(folder, 'tree');
  // Part of a copy that an attempt before this one was making.
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { mode: 0o700 });
  const borrowed = repository
    ? (await makePrivateRepository(workspace, root, record.left, signal)).folders
    : [];
  await copyFiles(store, tree, workspace, root);
  const placed = repository
    ? await placeDependencies({ source: workspace, copy: root, ignored, names, show })
    : noDependencies;
  const submodules = show
    ? await placeSubmodules(workspace, root, [...modules.keys()], signal)
    : noDependencies;
  const shown = [...submodules.shown, ...placed.shown];
  return keepPlace(folder, {
    ...record,
    isolation: 'worktree',
    root,
    permissions: [],
    ignored: [],
    ignoredBefore: null,
    notDone: [
      ...notDone,
      ...nested.map((path) => ({
        what: path,
        why: 'nested_repository: it has a repository of its own and is left alone.',
      })),
    ],
    dependencies: [...submodules.folders, ...placed.folders],
    shown: show ? [...copyAtHome(workspace, root, borrowed, shown), ...shown] : [],
    borrowed,
  });
}

/**
 * The copy at the place of the workspace too, to read: what names a file there by its whole path (an editable install of
 * a package, a script of a virtual environment) means the one that is worked on. History and dependencies lie over it.
 */
function copyAtHome(
  workspace: string,
  copy: string,
  borrowed: readonly string[],
  shown: readonly ShownFolder[],
): readonly ShownFolder[] {
  const below = borrowed.filter((path) => path.startsWith(`${workspace}${sep}`));
  return [
    { source: copy, target: workspace },
    ...below.map((path) => ({ source: path, target: path })),
    ...shown.map(({ source, target }) => ({ source, target: join(workspace, relative(copy, target)) })),
  ];
}
