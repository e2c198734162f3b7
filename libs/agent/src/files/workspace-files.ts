import { realpathSync, type Stats } from 'node:fs';
import { FileRefusal } from './file-refusal.ts';
import { type ReadFile, readBounded } from './read-bounded.ts';
import { inRepositoryFolder } from './repository-folder.ts';
import { nameBelow, resolvePath } from './resolve-path.ts';
import { statResolved } from './stat-resolved.ts';
import { walkFiles } from './walk-files.ts';

export interface WorkspaceFilesOptions {
  /** The workspace; links in the path to it are followed, once. */
  readonly root: string;
  /**
   * The files that may be seen, relative with `/`: in a repository, those that git tracks or would track. Without it
   * every file below the root, to a bound.
   */
  readonly listed?: (signal: AbortSignal) => Promise<readonly string[]>;
  /** Why a file may not be read (`it looks like a file of secrets`), null where it may. Called with a resolved path. */
  readonly hidden?: (path: string) => string | null;
  /** Why a file may not be written, null where it may. `.git` never may. Called with a resolved path. */
  readonly locked?: (path: string) => string | null;
}

/** The files of a workspace, as the tools of an agent may see and change them. */
export interface WorkspaceFiles {
  /** Real and absolute. */
  readonly root: string;
  /** Paths of files that may be seen, sorted; see `WorkspaceFilesOptions.listed`. */
  list(signal: AbortSignal): Promise<readonly string[]>;
  /** The resolved path, where its file may be read. Throws FileRefusal. */
  readable(path: string, signal: AbortSignal): Promise<string>;
  /** A path of another revision, as a name below the root: nothing need lie there now. Throws FileRefusal. */
  named(path: string): string;
  /** Reads at most so many bytes of a file that `readable` gave. Throws FileRefusal. */
  read(resolved: string, maxBytes: number, offset?: number): ReadFile;
  /** What lies at a resolved path, links not followed; null for nothing. Throws FileRefusal. */
  stat(resolved: string): Stats | null;
  /** The resolved path, where it may be written; a link at its end is followed unless told. Throws FileRefusal. */
  writable(path: string, followLast?: boolean): string;
}

/** Throws where the root does not exist. */
export function createWorkspaceFiles(options: WorkspaceFilesOptions): WorkspaceFiles {
  const root = realpathSync(options.root);
  const hidden = (path: string) =>
    inRepositoryFolder(path) ? 'it belongs to git itself' : (options.hidden?.(path) ?? null);
  const listAll = async (signal: AbortSignal) => {
    const paths = await (options.listed?.(signal) ?? walkFiles(root, signal));
    return paths.filter((path) => hidden(path) === null).toSorted();
  };
  /** What was listed last. A file that might be read once may be again; one that is new is looked for anew. */
  let known: ReadonlySet<string> = new Set();
  return {
    root,
    list: listAll,
    async readable(path, signal) {
      const resolved = resolvePath(root, path, { followLast: true });
      const why = hidden(resolved);
      if (why !== null) throw new FileRefusal(`${path} may not be read: ${why}`);
      if (options.listed === undefined) return resolved;
      if (!known.has(resolved)) known = new Set(await options.listed(signal));
      if (known.has(resolved)) return resolved;
      // Say that it is missing or a folder, where that is the reason.
      readBounded(root, resolved, 0);
      throw new FileRefusal(`${path} may not be read: the repository ignores it`);
    },
    named(path) {
      const name = nameBelow(root, path);
      const why = hidden(name);
      if (why !== null) throw new FileRefusal(`${path} may not be read: ${why}`);
      return name;
    },
    read: (resolved, maxBytes, offset) => readBounded(root, resolved, maxBytes, offset),
    stat: (resolved) => statResolved(root, resolved),
    writable(path, followLast = true) {
      const resolved = resolvePath(root, path, { followLast });
      if (resolved === '') throw new FileRefusal(`${path} is a folder`);
      const why = inRepositoryFolder(resolved)
        ? 'it belongs to git itself'
        : (options.locked?.(resolved) ?? null);
      if (why !== null) throw new FileRefusal(`${path} may not be changed: ${why}`);
      return resolved;
    },
  };
}
