import { constants } from 'node:fs';
import { lstat, mkdtemp, open, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runGit } from '@codex-pro/git';
import { InputError } from '@codex-pro/runtime';
import type { TreeChange, TreeEntry, TreeStore } from '../isolation/tree-store.ts';
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
  readonly signal: AbortSignal;
}

/**
 * Brings changes into a folder whose files may have moved on: all of them, or none. A file that is as it was before takes
 * the change, one that is as it shall be stays, and others are merged; what does not merge is an InputError that names
 * every such file, and nothing is written. Doing it twice changes nothing the second time.
 */
export async function mergeChanges({ store, folder, changes, signal }: MergeOptions): Promise<Merged> {
  const planned: Planned[] = [];
  const already: string[] = [];
  const conflicts: string[] = [];
  for (const change of changes) {
    const plan = await planOf(change, { store, folder, signal });
    if (plan === 'already') already.push(change.path);
    else if (plan === 'conflict') conflicts.push(change.path);
    else planned.push(plan);
  }
  if (conflicts.length > 0) throw conflict(conflicts, folder);
  await writeAll(planned, store, folder);
  return { written: planned.map(({ path }) => path), already };
}

async function planOf(
  { path, before, after }: TreeChange,
  { store, folder, signal }: Omit<MergeOptions, 'changes'>,
): Promise<Planned | 'already' | 'conflict'> {
  if (before?.mode === '160000' || after?.mode === '160000') return 'conflict';
  const now = await entryAt(store, folder, path);
  if (now === 'other') return 'conflict';
  if (same(now, after)) return 'already';
  const content = after === null ? Buffer.alloc(0) : await store.content(after.id);
  if (same(now, before)) return { path, now, mode: after?.mode ?? null, content };
  if (
    now === null ||
    before === null ||
    after === null ||
    [now, before, after].some(({ mode }) => mode === '120000')
  )
    return 'conflict';
  if (now.id === after.id) return { path, now, mode: after.mode, content };
  const merged = await mergeTexts(store, [now, before, after], signal);
  return merged === null
    ? 'conflict'
    : { path, now, mode: after.mode === before.mode ? now.mode : after.mode, content: merged };
}

function same(a: TreeEntry | null, b: TreeEntry | null): boolean {
  return a?.id === b?.id && a?.mode === b?.mode;
}

/** What lies at a path, its content kept; `other` for what is neither file nor link, and below a link. */
async function entryAt(store: TreeStore, folder: string, path: string): Promise<TreeEntry | 'other' | null> {
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    const found = await lstat(join(folder, parent)).catch(() => null);
    if (found !== null && !found.isDirectory()) return found.isSymbolicLink() ? 'other' : null;
  }
  const place = join(folder, path);
  const found = await lstat(place).catch(() => null);
  if (found === null) return null;
  if (found.isSymbolicLink())
    return { mode: '120000', id: await store.keep(await readlink(place, 'buffer')) };
  if (!found.isFile()) return 'other';
  const file = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const mode = (found.mode & 0o100) === 0 ? '100644' : '100755';
    return { mode, id: await store.keep(await file.readFile()) };
  } finally {
    await file.close();
  }
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
