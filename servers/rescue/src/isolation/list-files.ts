import { type GitCall, runGit, runGitOrFail, withoutRepositoryFilters } from '@codex-pro/git';
import { InputError, isCodedError } from '@codex-pro/runtime';
import { removeOddIgnoreFiles } from './odd-ignore-files.ts';
import type { TreeEntry, TreeStore } from './tree-store.ts';

/** A workspace with more files than this is not copied or recorded. */
const maxFiles = 200_000;

export interface Listing {
  /** Files that git tracks, or would track: ignored ones are not there. */
  readonly paths: readonly string[];
  /** Folders with a repository of their own that is no submodule; what is new in them is not listed. */
  readonly nested: readonly string[];
}

export interface RepositoryListing extends Listing {
  /** Their commits. */
  readonly submodules: ReadonlyMap<string, TreeEntry>;
  /** Of the paths those that git does not expect to be there: a sparse checkout leaves them out. */
  readonly skipped: readonly string[];
}

/** The files of a repository's working tree, and its submodules' commits. Only before any command of a job has run. */
export async function listRepository(root: string, signal: AbortSignal): Promise<RepositoryListing> {
  const call = { cwd: root, signal, maxBytes: maxListBytes };
  const tracked = await runGitOrFail({ ...call, args: ['ls-files', '-z', '-t', '--stage'] });
  const untracked = await runGitOrFail({
    ...call,
    args: ['ls-files', '-z', '--others', '--exclude-standard'],
  });
  const submodules = new Map<string, TreeEntry>();
  const paths: string[] = [];
  const skipped: string[] = [];
  for (const line of names(tracked.stdout)) {
    const [, tag, mode, id, path] = /^(\S) (\d+) ([0-9a-f]+) \d\t([\s\S]*)$/.exec(line) ?? [];
    if (mode === undefined || id === undefined || path === undefined) continue;
    if (tag === 'S') skipped.push(path);
    if (mode === '160000') submodules.set(path, { mode, id });
    else paths.push(path);
  }
  const others = split(names(untracked.stdout));
  return { paths: bounded([...paths, ...others.paths], root), nested: others.nested, submodules, skipped };
}

/** The files of a folder by our own git directory, whatever repositories are in it; what its ignore files say counts. */
export async function listFolder(store: TreeStore, folder: string): Promise<Listing> {
  const args = [`--work-tree=${folder}`, 'ls-files', '-z', '--others', '--exclude-standard'];
  const list = (deadlineMs: number) => store.git(args, { cwd: folder, maxBytes: maxListBytes, deadlineMs });
  const { stdout } = await list(quickMs).catch(async (error: unknown) => {
    if (!isCodedError(error) || error.code !== 'timed_out') throw error;
    await removeOddIgnoreFiles(folder);
    return list(patientMs);
  });
  const { paths, nested } = split(names(stdout));
  return { paths: bounded(paths, folder), nested };
}

/** Ignored folders and files of a repository, folders with a `/` at their end. */
export async function listIgnored(root: string, signal: AbortSignal): Promise<readonly string[]> {
  const call: GitCall = { cwd: root, args: ignoredArgs, signal, maxBytes: maxListBytes };
  return names((await runGitOrFail(call)).stdout);
}

/** The same of a folder, by our own git directory. */
export async function listIgnoredIn(store: TreeStore, folder: string): Promise<readonly string[]> {
  const args = [`--work-tree=${folder}`, ...ignoredArgs];
  return names((await store.git(args, { cwd: folder, maxBytes: maxListBytes, deadlineMs: quickMs })).stdout);
}

const ignoredArgs = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'];

/**
 * Tracked files that differ from the last commit, in the working tree or the index; null where git cannot tell, since a
 * filter that must run is not installed (git-lfs). Runs no filter of the repository's own.
 */
export async function listChanged(root: string, signal: AbortSignal): Promise<readonly string[] | null> {
  const { code, stdout } = await runGit({
    cwd: root,
    args: ['diff-index', '-z', '--name-only', '--no-renames', '--ignore-submodules=all', 'HEAD'],
    signal,
    maxBytes: maxListBytes,
    settings: await withoutRepositoryFilters(root, signal),
  });
  return code === 0 ? names(stdout) : null;
}

/** A listing that takes longer, in milliseconds, may wait for something that never comes. */
const quickMs = 10_000;
const patientMs = 300_000;
const maxListBytes = 64 * 1024 * 1024;

function names(output: Buffer): string[] {
  return output
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '');
}

function split(listed: readonly string[]): Listing {
  return {
    paths: listed.filter((path) => !path.endsWith('/')),
    nested: listed.filter((path) => path.endsWith('/')).map((path) => path.slice(0, -1)),
  };
}

function bounded(paths: readonly string[], root: string): readonly string[] {
  if (paths.length <= maxFiles) return paths;
  throw new InputError('target_too_large', `${root} holds ${paths.length} files, more than ${maxFiles}.`, {
    hint: 'Ignore what is generated (.gitignore), or name a smaller folder as workspace.',
  });
}
