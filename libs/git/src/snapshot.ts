/** What a review looks at, taken once and kept: later changes to the tree do not reach a job that waits. */

export const scopes = [
  'auto',
  'working-tree',
  'staged',
  'branch',
  'commit',
  'range',
  'pull-request',
  'paths',
] as const;
export type Scope = (typeof scopes)[number];

export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** What git prints after the second `@@`. */
  readonly heading: string;
  /** Each with its first character: a space, `+`, `-`, or `\`. No line end; a carriage return stays. */
  readonly lines: readonly string[];
}

export type ChangeStatus =
  | 'added'
  | 'modified'
  | 'deleted'
  | 'renamed'
  | 'copied'
  | 'mode_changed'
  | 'type_changed'
  | 'untracked';

export interface Omission {
  /** The fixed first word of a `not_done` entry. */
  readonly word: 'too_large' | 'binary' | 'secret' | 'submodule' | 'unmerged' | 'unreadable';
  /** The sentence that follows it. */
  readonly why: string;
}

export interface ChangedFile {
  /** Relative to the git root, `/` between parts, exactly as the bytes decode from UTF-8. */
  readonly path: string;
  readonly oldPath: string | null;
  readonly status: ChangeStatus;
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly binary: boolean;
  /** A submodule pointer or a symbolic link, which have no lines of code. */
  readonly special: 'submodule' | 'symlink' | null;
  /** Generated or vendored by `.gitattributes` (`linguist-generated`, `linguist-vendored`), at the base as well. */
  readonly generated: boolean;
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly Hunk[];
  /**
   * New side, whole, and the same text as in the hunks; null where it is no text, over a cap, or where the file was
   * edited while the snapshot was taken. Text that is not UTF-8 is read as Latin-1, here and in the hunks.
   */
  readonly content: string | null;
  /** Bytes of the new side; null where there is none. */
  readonly size: number | null;
  /** Set where the file was left out while collecting: it has no hunks and no content then. */
  readonly omitted: Omission | null;
}

export interface Target {
  /** As resolved: `auto` never stays. */
  readonly scope: Exclude<Scope, 'auto'>;
  /** Commit id of the old side; null before the first commit. */
  readonly base: string | null;
  /** As the user would say it: `main`, `HEAD~1`. */
  readonly baseName: string | null;
  /** Commit id of the new side; null where it is the working tree or the index. */
  readonly head: string | null;
  readonly headName: string | null;
  /** One sentence for people and the prompt: `working tree against HEAD (3 files)`. */
  readonly description: string;
}

/** Whether the new side is of commits: the work of somebody else perhaps, even where this clone lacks them. */
export function isOfCommits({ scope }: Pick<Target, 'scope'>): boolean {
  return scope !== 'working-tree' && scope !== 'staged' && scope !== 'paths';
}

export interface Snapshot {
  /** Real path of the git root. */
  readonly workspace: string;
  readonly target: Target;
  readonly files: readonly ChangedFile[];
}
