import { lstat, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGit } from '@codex-pro/git';
import { InputError } from '@codex-pro/runtime';
import { captureTree } from '../isolation/capture-tree.ts';
import { withPermissions } from '../isolation/permissions.ts';
import type { Tree, TreeChange, TreeEntry, TreeStore } from '../isolation/tree-store.ts';
import { type Planned, writeAll } from './write-all.ts';

export interface Merged {
  /** Paths that were written now. */
  readonly written: readonly string[];
  /** Paths that were as wanted already. */
  readonly already: readonly string[];
}

export interface MergeOptions {
  readonly store: TreeStore;
  /** Real path of the folder whose files change. */
  readonly folder: string;
  readonly changes: readonly TreeChange[];
  /** Whether a file may take the name of a folder that is empty by then; else any folder there refuses it. */
  readonly overFolders?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Brings changes into a folder whose files may have moved on: all of them, or none. A file that is as it was before takes
 * the change, one that is as it shall be stays, and others are merged; what does not merge is an InputError that names
 * every such file, and nothing is written. Doing it twice changes nothing the second time. Permissions, where changes
 * have them, are put back with their files, unless somebody else changed them meanwhile.
 */
export async function mergeChanges(options: MergeOptions): Promise<Merged> {
  const { store, folder, changes } = options;
  const leaving = new Set(
    changes.flatMap(({ path, before, after }) => (before?.mode === '120000' && after === null ? [path] : [])),
  );
  const paths = changes.map(({ path }) => path);
  const captured = await captureTree(store, folder, paths, { largest: Infinity, unlock: true });
  const there = withPermissions(captured.tree, captured.permissions);
  const planned: Planned[] = [];
  const already: string[] = [];
  const conflicts: string[] = [];
  for (const change of changes) {
    const plan = await planOf(change, { ...options, leaving, there });
    if (plan === 'already') already.push(change.path);
    else if (plan === 'conflict') conflicts.push(change.path);
    else planned.push(plan);
  }
  if (conflicts.length > 0) throw conflict(conflicts, folder);
  await writeAll(planned, store, folder);
  return { written: planned.map(({ path }) => path), already };
}

async function planOf(change: TreeChange, site: PlanSite): Promise<Planned | 'already' | 'conflict'> {
  const { path, before, after } = change;
  const { store, signal } = site;
  if (before?.mode === '160000' || after?.mode === '160000') return 'conflict';
  const now = await entryAt(path, site);
  if (now === 'other') return 'conflict';
  const permissions = permissionsFor(change, now);
  if (same(now, after)) {
    const mode = after?.mode ?? null;
    return permissions === null ? 'already' : { path, now, mode, content: null, permissions };
  }
  const isSame = now !== null && now.id === after?.id && isFile(now) && isFile(after);
  const content = after === null || isSame ? null : after.id;
  if (same(now, before)) return { path, now, mode: after?.mode ?? null, content, permissions };
  if (
    now === null ||
    before === null ||
    after === null ||
    [now, before, after].some(({ mode }) => mode === '120000')
  )
    return 'conflict';
  if (now.id === after.id) return { path, now, mode: after.mode, content, permissions };
  const merged = await mergeTexts(store, [now, before, after], signal);
  return merged === null
    ? 'conflict'
    : {
        path,
        now,
        mode: after.mode === before.mode ? now.mode : after.mode,
        content: merged,
        permissions,
      };
}

function isFile({ mode }: TreeEntry): boolean {
  return mode.startsWith('100');
}

/** The permission bits that a file is to have then; null where what lies there decides. */
function permissionsFor({ before, after }: TreeChange, now: TreeEntry | null): number | null {
  const wanted = after?.permissions;
  if (wanted === undefined || now?.permissions === wanted) return null;
  const asLeft = now === null || !isFile(now) || now.permissions === before?.permissions;
  return asLeft ? wanted : null;
}

function same(a: TreeEntry | null, b: TreeEntry | null): boolean {
  return a?.id === b?.id && a?.mode === b?.mode;
}

interface PlanSite extends Omit<MergeOptions, 'changes'> {
  /** Links that the changes take away: nothing lies below them then. */
  readonly leaving: ReadonlySet<string>;
  /** The files and links that are there, contents kept. */
  readonly there: Tree;
}

/**
 * What lies at a path; `other` for what is neither file nor link, and below a link that stays. With
 * `overFolders` a folder is nothing: its files are changes of their own, and over one that is left none is written.
 */
async function entryAt(
  path: string,
  { folder, overFolders = false, leaving, there }: PlanSite,
): Promise<TreeEntry | 'other' | null> {
  for (const parent of foldersTo(path)) {
    const found = await lstat(join(folder, parent)).catch(() => null);
    if (found !== null && !found.isDirectory())
      return found.isSymbolicLink() && !leaving.has(parent) ? 'other' : null;
  }
  const found = await lstat(join(folder, path)).catch(() => null);
  if (found === null || (overFolders && found.isDirectory())) return null;
  return found.isFile() || found.isSymbolicLink() ? (there.get(path) ?? 'other') : 'other';
}

/** Outermost first: what lies below a link is elsewhere. */
function foldersTo(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

/** Both sides' changes of a text; null where they meet, or where it is no text. */
async function mergeTexts(
  store: TreeStore,
  [now, before, after]: readonly [TreeEntry, TreeEntry, TreeEntry],
  signal: AbortSignal,
): Promise<Buffer | null> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-pro-merge-'));
  try {
    for (const [name, { id }] of [
      ['now', now],
      ['before', before],
      ['after', after],
    ] as const)
      await writeFile(join(folder, name), await store.content(id), { mode: 0o600 });
    const end = await runGit({ cwd: folder, args: ['merge-file', '-p', 'now', 'before', 'after'], signal });
    // The number of conflicts, or 255 for what is no text.
    return end.code === 0 ? end.stdout : null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function conflict(paths: readonly string[], folder: string): InputError {
  const shown = paths.slice(0, 10).join(', ');
  const more = paths.length > 10 ? ` and ${paths.length - 10} more` : '';
  return new InputError(
    'input_invalid',
    `Nothing was written: ${paths.length} of the files changed otherwise meanwhile, in ${folder}: ${shown}${more}.`,
    { hint: 'Put these files back (git stash, say), or merge the branch or the patch by hand.' },
  );
}
