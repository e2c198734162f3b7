import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@codex-pro/runtime';
import { showBinaryByAttribute } from './binary-by-attribute.ts';
import type { Caps } from './caps.ts';
import { finishFiles } from './changed-files.ts';
import { readDirtySubmodules } from './dirty-submodules.ts';
import { type Draft, specialOf } from './draft.ts';
import { readFromDisk, readFromObjects } from './new-side.ts';
import { collectPullRequest } from './pull-request.ts';
import { resolvePaths } from './requested-paths.ts';
import { sideBySide } from './side-by-side.ts';
import type { Snapshot } from './snapshot.ts';
import { type Comparison, type ResolvedTarget, resolveCommits, uncommittedTarget } from './target.ts';
import { readTargetRequest, type TargetRequest } from './target-request.ts';
import { readTrackedChanges } from './tracked-changes.ts';
import { listUntracked } from './untracked-files.ts';
import { listAsTheyStand, readWholeFiles } from './whole-files.ts';
import { type WorkingFiles, workingFilesOf } from './working-files.ts';
import type { Workspace } from './workspace.ts';

export interface SnapshotRequest extends TargetRequest {
  readonly workspace: Workspace;
  readonly caps: Caps;
  readonly signal: AbortSignal;
}

/** Everything that one collection needs at hand. */
interface Collection {
  readonly workspace: Workspace;
  readonly caps: Caps;
  readonly signal: AbortSignal;
  /** Relative to the root; none means all. */
  readonly paths: readonly string[];
  readonly files: WorkingFiles;
}

export interface Collected extends ResolvedTarget {
  readonly drafts: readonly Draft[];
}

/**
 * Takes what a review looks at. Every file that changed is in it, with its hunks or with the reason why it was left
 * out. Throws InputError: `input_invalid` for arguments, refs and paths that cannot be, `target_empty` where nothing
 * changed, `target_too_large` for more files than one review can list; and what `runGit` throws.
 */
export async function collectSnapshot(request: SnapshotRequest): Promise<Snapshot> {
  const { workspace, caps, signal } = request;
  const wanted = readTargetRequest(request);
  const paths = await resolvePaths(workspace, request.paths ?? []);
  const collection = { workspace, caps, signal, paths, files: workingFilesOf(workspace.root) };

  const collected = await collect(collection, wanted);
  if (collected.drafts.length === 0) throw emptyTarget(collected.words, paths, workspace.root);
  const { comparison, target, words } = collected;
  const files = await finishFiles(
    collected.drafts,
    workspace.root,
    attributesOf(comparison),
    caps,
    (drafts) =>
      comparison.kind === 'working-tree'
        ? readFromDisk(drafts, collection.files, caps, signal)
        : readFromObjects(workspace.root, drafts, caps, signal),
    signal,
  );
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  return { workspace: workspace.root, target: { ...target, description: `${words} (${count})` }, files };
}

async function collect(
  collection: Collection,
  wanted: ReturnType<typeof readTargetRequest>,
): Promise<Collected> {
  const { workspace, signal } = collection;
  switch (wanted.scope) {
    case 'auto':
      return collectAuto(collection);
    case 'working-tree':
      return collectWorkingTree(collection);
    case 'staged':
      return collectTracked(collection, uncommittedTarget(workspace, 'staged'));
    case 'paths':
      return collectPaths(collection);
    case 'pull-request':
      return collectPullRequest(workspace, wanted.number, collection.paths, signal);
    default:
      return collectTracked(collection, await resolveCommits(workspace, wanted, signal));
  }
}

/**
 * The working tree if any file of it changed, else the branch. What other repositories inside it hold (submodules, linked
 * worktrees) is listed beside either.
 */
async function collectAuto(collection: Collection): Promise<Collected> {
  const { workspace, signal, paths } = collection;
  const dirty = await collectWorkingTree(collection);
  const isElsewhere = dirty.drafts.every(
    (draft) => draft.omitted !== null && specialOf(draft) === 'submodule',
  );
  if (!isElsewhere || workspace.head === null) return dirty;
  const branch = await resolveCommits(workspace, { scope: 'branch', base: null }, signal).catch((error) => {
    if (!(error instanceof InputError)) throw error;
    if (dirty.drafts.length > 0) return null;
    throw emptyTarget(dirty.words, paths, workspace.root, error);
  });
  if (branch === null) return dirty;
  const collected = await collectTracked(collection, branch);
  if (collected.drafts.length > 0)
    return { ...collected, drafts: withoutSame(collected.drafts, dirty.drafts) };
  if (dirty.drafts.length > 0) return dirty;
  throw emptyTarget(`${dirty.words}, and ${branch.words}`, paths, workspace.root);
}

async function collectWorkingTree(collection: Collection): Promise<Collected> {
  const { workspace, signal, paths, files, caps } = collection;
  const [tracked, untracked] = await sideBySide(
    signal,
    (shared) =>
      collectTracked({ ...collection, signal: shared }, uncommittedTarget(workspace, 'working-tree')),
    async (shared) => {
      const found = await listUntracked(workspace.root, paths, shared);
      const submodules = await readDirtySubmodules(workspace.root, found.submodules, files, shared);
      return [...(await readWholeFiles(found.untracked, 'untracked', files, caps, shared)), ...submodules];
    },
  );
  return { ...tracked, drafts: withoutSame(tracked.drafts, untracked) };
}

/** All of the first, and of the second those of other paths: a submodule that moved and is dirty is listed once. */
function withoutSame(first: readonly Draft[], second: readonly Draft[]): readonly Draft[] {
  const known = new Set(first.map(({ path }) => path.toString('latin1')));
  return [...first, ...second.filter(({ path }) => !known.has(path.toString('latin1')))];
}

async function collectTracked(
  { workspace, signal, paths, caps }: Collection,
  resolved: ResolvedTarget,
): Promise<Collected> {
  const { comparison } = resolved;
  const read = (some: readonly string[], asText: boolean) =>
    readTrackedChanges(workspace, { comparison, paths: some, asText, caps, signal });
  const drafts = await showBinaryByAttribute(await read(paths, false), {
    root: workspace.root,
    base: attributesOf(comparison),
    readAsText: (some) => read(some, true),
    signal,
  });
  return { ...resolved, drafts };
}

/** The commit that must agree about attributes. Files before the first commit, or as they stand, have none. */
function attributesOf({ kind, base }: Comparison): string | null | undefined {
  return base ?? (kind === 'commits' ? null : undefined);
}

/** Files whole, as they stand: nothing is compared. */
async function collectPaths({ workspace, signal, paths, files, caps }: Collection): Promise<Collected> {
  const found = await listAsTheyStand(workspace, paths, files, signal);
  return {
    target: { scope: 'paths', base: null, baseName: null, head: null, headName: null },
    comparison: { kind: 'working-tree', base: null },
    words: `${pathWords(paths)} as it stands`,
    drafts: await readWholeFiles(found, 'added', files, caps, signal),
  };
}

function emptyTarget(words: string, paths: readonly string[], root: string, why?: InputError): InputError {
  const where = paths.length === 0 ? '' : ` in ${pathWords(paths)}`;
  // A file that the change removes is not there either, so this is no error of its own.
  const missing = paths.find((path) => !existsSync(join(root, path)));
  const isThere =
    missing === undefined ? '' : `There is no file or folder '${missing}' now: check \`paths\`. `;
  return new InputError(
    'target_empty',
    `There is nothing to review${where}: looked at ${words} in ${root}.`,
    {
      hint:
        why === undefined
          ? `${isThere}Choose another target with \`scope\`, \`base\`, \`commit\` or \`range\`.`
          : `${why.message} ${why.hint ?? ''}`,
      cause: why,
    },
  );
}

function pathWords(paths: readonly string[]): string {
  return paths.length > 3 ? `${paths.length} paths` : paths.join(', ');
}
