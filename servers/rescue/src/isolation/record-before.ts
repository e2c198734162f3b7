import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { NotDone } from '@codex-pro/capability';
import { resolveWorkspace, runGitOrFail } from '@codex-pro/git';
import { isCodedError } from '@codex-pro/runtime';
import { captureTree } from './capture-tree.ts';
import { listChanged, listFolder, listIgnored, listIgnoredIn, listRepository } from './list-files.ts';
import { listFolders } from './list-folders.ts';
import type { PlaceRecord } from './place-record.ts';
import type { Tree, TreeEntry, TreeStore } from './tree-store.ts';

export interface BeforeRequest {
  readonly workspace: string;
  readonly dependencies: readonly string[];
  readonly ignoredBytes: number;
  readonly signal: AbortSignal;
}

type Shared = 'workspace' | 'before' | 'head' | 'changed' | 'hash' | 'left' | 'folders' | 'permissions';

/** A workspace as it stood before a job, wherever that job is to work. */
export interface RecordedBefore {
  readonly record: Pick<PlaceRecord, Shared | 'dependencyNames' | 'ignoredBytes'>;
  readonly tree: Tree;
  readonly isRepository: boolean;
  readonly submodules: ReadonlyMap<string, TreeEntry>;
  /** Folders with repositories of their own that are no submodules. */
  readonly nested: readonly string[];
  /** What git ignores, folders with a `/` at their end. */
  readonly ignored: readonly string[];
  /** Files and folders that are not ignored, and are too large or may not be read. */
  readonly left: readonly string[];
  /** Why they are left out, and what else is. */
  readonly notDone: readonly NotDone[];
}

/** Records the files and folders of a workspace in the store of a job. Only before any command of the job has run. */
export async function recordBefore(request: BeforeRequest, store: TreeStore): Promise<RecordedBefore> {
  const { workspace, signal, dependencies: dependencyNames, ignoredBytes } = request;
  const repository = await isRepository(workspace, signal);
  const noSubmodules: ReadonlyMap<string, TreeEntry> = new Map();
  const { paths, nested, submodules, skipped } = repository
    ? await listRepository(workspace, signal)
    : { ...(await listFolder(store, workspace)), submodules: noSubmodules, skipped: [] };
  if (repository) await keepExcludes(store, workspace, signal);
  const ignored = await (repository ? listIgnored(workspace, signal) : listIgnoredIn(store, workspace));
  const passed = [...ignored.map((path) => path.replace(/\/$/, '')), ...nested, ...submodules.keys()];
  const { folders, unreadable } = await listFolders(workspace, passed);
  const captured = await captureTree(store, workspace, paths);
  const tree = new Map([...captured.tree, ...submodules]);
  const head = repository ? (await resolveWorkspace(workspace, signal)).head : null;
  const isWithin = (path: string) => unreadable.some((folder) => path.startsWith(`${folder}/`));
  const notDone = [
    ...captured.notDone.filter(({ what }) => !isWithin(what)),
    ...unreadable.map((path) => ({ what: path, why: 'unreadable: this user may not look into it.' })),
  ];
  return {
    record: {
      workspace,
      before: await store.write(tree),
      head,
      changed: head === null ? [] : ((await listChanged(workspace, signal)) ?? [...tree.keys()]),
      hash: await hashOf(request),
      left: [...captured.left, ...skipped.filter((path) => !captured.tree.has(path))],
      folders,
      permissions: captured.permissions,
      dependencyNames,
      ignoredBytes,
    },
    tree,
    isRepository: repository,
    submodules,
    nested,
    ignored,
    left: [...captured.left.filter((path) => !isWithin(path)), ...unreadable],
    notDone,
  };
}

export async function isRepository(workspace: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await resolveWorkspace(workspace, signal)).root === workspace;
  } catch (error) {
    if (isCodedError(error) && error.code === 'input_invalid') return false;
    throw error;
  }
}

/** The hash of the ids of a repository; SHA-1 where there is none. */
export async function hashOf({
  workspace,
  signal,
}: Pick<BeforeRequest, 'workspace' | 'signal'>): Promise<'sha1' | 'sha256'> {
  if (!(await isRepository(workspace, signal))) return 'sha1';
  return (await resolveWorkspace(workspace, signal)).emptyTree.length === 64 ? 'sha256' : 'sha1';
}

/** What the repository ignores by a file of its own counts for our own git directory too. */
async function keepExcludes(store: TreeStore, workspace: string, signal: AbortSignal): Promise<void> {
  const args = ['rev-parse', '--git-path', 'info/exclude'];
  const { stdout } = await runGitOrFail({ cwd: workspace, args, signal });
  const text = await readFile(resolve(workspace, stdout.toString('utf8').replace(/\n$/, ''))).catch(
    () => null,
  );
  if (text === null) return; // It has none.
  await mkdir(join(store.folder, 'info'), { recursive: true });
  await writeFile(join(store.folder, 'info', 'exclude'), text, { mode: 0o600 });
}
