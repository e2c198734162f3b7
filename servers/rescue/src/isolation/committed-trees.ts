import { runGit, runGitOrFail, withoutRepositoryFilters } from '@codex-pro/git';
import type { Place } from './place.ts';
import { parseTree, type TreeEntry } from './tree-store.ts';

/**
 * The trees before the work and at its `end` as git would commit them: with the line ends of the repository, and what
 * the user's own filters make of a file (git-lfs). Trees of the store hold the bytes that lay on the disk. New blobs are
 * in the user's repository, the trees in the store; what nobody changed is as it was committed.
 */
export async function committedTrees(
  { store, workspace, before: beforeId, changed, left }: Place,
  head: string,
  end: string,
  signal: AbortSignal,
): Promise<{ readonly before: string; readonly after: string }> {
  const inWorkspace = { cwd: workspace, signal };
  const listed = await runGitOrFail({ ...inWorkspace, args: ['ls-tree', '-r', '-z', '--full-tree', head] });
  const committed = parseTree(listed.stdout);
  const settings = await withoutRepositoryFilters(workspace, signal);
  const [before, after] = [await store.read(beforeId), await store.read(end)];
  const isChanged = new Set(changed);
  const clean = async (path: string, entry: TreeEntry): Promise<TreeEntry> => {
    if (!entry.mode.startsWith('100')) return entry;
    const args = ['hash-object', '-w', '--stdin', `--path=${path}`];
    const stdin = await store.content(entry.id);
    const { code, stdout } = await runGit({ ...inWorkspace, args, settings, stdin });
    // A filter that must run and is not installed: then as it lies on the disk.
    return code === 0 ? { ...entry, id: stdout.toString('utf8').trim() } : entry;
  };
  const cleanBefore = new Map<string, TreeEntry>();
  for (const [path, entry] of before) {
    const known = committed.get(path);
    const untouched = known !== undefined && (known.id === entry.id || !isChanged.has(path));
    // The mode on the disk says nothing where the file system has none.
    const mode = untouched && !isChanged.has(path) ? known.mode : entry.mode;
    cleanBefore.set(path, untouched ? { mode, id: known.id } : await clean(path, entry));
  }
  const cleanAfter = new Map<string, TreeEntry>();
  for (const [path, entry] of after) {
    const was = before.get(path);
    const known = was?.id === entry.id ? cleanBefore.get(path) : undefined;
    const mode = was?.mode === entry.mode && known !== undefined ? known.mode : entry.mode;
    cleanAfter.set(path, known === undefined ? await clean(path, entry) : { mode, id: known.id });
  }
  // What could not be kept is there as it was: a commit without it would take it away from whoever takes the branch.
  for (const path of left) {
    const known = committed.get(path);
    if (known === undefined) continue;
    cleanBefore.set(path, known);
    if (!cleanAfter.has(path)) cleanAfter.set(path, known);
  }
  return { before: await store.write(cleanBefore), after: await store.write(cleanAfter) };
}
