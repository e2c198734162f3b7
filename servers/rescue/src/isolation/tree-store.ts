import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type GitCall, type GitEnd, type GitSetting, runGitOrFail } from '@codex-pro/git';
import { isCodedError } from '@codex-pro/runtime';

/** What a path holds: git's mode, and the id of its content. */
export interface TreeEntry {
  readonly mode: string;
  readonly id: string;
  /** Permission bits of a file, where they count; git's mode only says who may run it. */
  readonly permissions?: number;
}

/** Path relative to a folder, `/` between its parts → what it holds. */
export type Tree = ReadonlyMap<string, TreeEntry>;

/** How a path differs between two trees; null where it is in one of them only. */
export interface TreeChange {
  readonly path: string;
  readonly before: TreeEntry | null;
  readonly after: TreeEntry | null;
}

/**
 * A git directory of our own, beside the job: files of a workspace as they stood. git runs with it and never with the
 * directory of a workspace that commands could write, so nothing in there has a say: no filter, no hook, no fsmonitor.
 */
export class TreeStore {
  readonly folder: string;
  readonly #signal: AbortSignal;

  private constructor(folder: string, signal: AbortSignal) {
    this.folder = folder;
    this.#signal = signal;
  }

  /** Makes it where it is not there. `hash` is that of the repository whose objects may be borrowed later. */
  static async open(folder: string, hash: 'sha1' | 'sha256', signal: AbortSignal): Promise<TreeStore> {
    await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
    await runGitOrFail({
      cwd: dirname(folder),
      args: ['init', '--quiet', '--bare', '--template=', `--object-format=${hash}`, folder],
      signal,
    });
    return new TreeStore(folder, signal);
  }

  /** The same, and no cancellation stops it: for what must be recorded though the work was stopped. */
  unhurried(): TreeStore {
    return new TreeStore(this.folder, new AbortController().signal);
  }

  /** git with this directory. */
  git(args: readonly string[], more: Partial<Omit<GitCall, 'args' | 'signal'>> = {}): Promise<GitEnd> {
    return runGitOrFail({
      cwd: this.folder,
      maxBytes: maxOutputBytes,
      deadlineMs: gitDeadlineMs,
      ...more,
      settings: [...ownSettings, ...(more.settings ?? [])],
      args: [`--git-dir=${this.folder}`, ...args],
      signal: this.#signal,
    });
  }

  /** Keeps a tree; its id. */
  async write(tree: Tree): Promise<string> {
    if (tree.size === 0) {
      const { stdout } = await this.git(['hash-object', '-w', '-t', 'tree', '--stdin']);
      return stdout.toString('utf8').trim();
    }
    const lines = [...tree].map(([path, { mode, id }]) => `${mode} ${id}\t${path}\0`);
    await this.git(['read-tree', '--empty']);
    await this.git(['update-index', '-z', '--index-info'], { stdin: Buffer.from(lines.join('')) });
    // Submodules' commits are elsewhere.
    const { stdout } = await this.git(['write-tree', '--missing-ok']);
    await this.git(['read-tree', '--empty']);
    return stdout.toString('utf8').trim();
  }

  async read(id: string): Promise<Tree> {
    const { stdout } = await this.git(['ls-tree', '-r', '-z', '--full-tree', id]);
    return parseTree(stdout);
  }

  async content(id: string): Promise<Buffer> {
    return (await this.git(['cat-file', 'blob', id])).stdout;
  }

  /** Of several, by their ids, in one process where they fit one answer. */
  async contents(ids: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    if (ids.length < 2)
      return new Map(await Promise.all(ids.map(async (id) => [id, await this.content(id)] as const)));
    const found = new Map<string, Buffer>();
    try {
      const stdin = Buffer.from(ids.map((id) => `${id}\n`).join(''));
      const { stdout } = await this.git(['cat-file', '--batch'], { stdin });
      // A line `<id> blob <size>`, so many bytes and a newline for each.
      for (let at = 0; at < stdout.length; ) {
        const end = stdout.indexOf('\n', at);
        const [, id, size] = /^(\w+) blob (\d+)$/.exec(stdout.toString('utf8', at, end)) ?? [];
        if (id === undefined) throw new Error('The store of a job lacks what it kept.');
        at = end + 1 + Number(size) + 1;
        found.set(id, stdout.subarray(end + 1, at - 1));
      }
      return found;
    } catch (error) {
      if (!isCodedError(error) || error.code !== 'target_too_large') throw error;
      const half = Math.ceil(ids.length / 2);
      return new Map([
        ...(await this.contents(ids.slice(0, half))),
        ...(await this.contents(ids.slice(half))),
      ]);
    }
  }
}

/** What `ls-tree -r -z` says. */
export function parseTree(listing: Buffer): Tree {
  const tree = new Map<string, TreeEntry>();
  for (const line of listing.toString('utf8').split('\0')) {
    const [, mode, id, path] = /^(\d+) \w+ ([0-9a-f]+)\t([\s\S]*)$/.exec(line) ?? [];
    if (mode !== undefined && id !== undefined && path !== undefined) tree.set(path, { mode, id });
  }
  return tree;
}

/** Names that other systems' git could not check out are kept too. */
const ownSettings: readonly GitSetting[] = [
  ['core.attributesFile', '/dev/null'],
  ['core.protectNTFS', 'false'],
  ['core.protectHFS', 'false'],
];
const maxOutputBytes = 1024 * 1024 * 1024;
const gitDeadlineMs = 600_000;

/** What differs, in the order of the paths. */
export function treeChanges(before: Tree, after: Tree): readonly TreeChange[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return paths.flatMap((path): TreeChange[] => {
    const [old, now] = [before.get(path) ?? null, after.get(path) ?? null];
    const same = old?.id === now?.id && old?.mode === now?.mode && old?.permissions === now?.permissions;
    return same ? [] : [{ path, before: old, after: now }];
  });
}
