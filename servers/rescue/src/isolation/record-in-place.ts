import type { NotDone } from '@codex-pro/capability';
import { InputError } from '@codex-pro/runtime';
import { chooseIgnored } from './choose-ignored.ts';
import { type IgnoredState, keepIgnored, lastName } from './ignored-state.ts';
import type { Unfit } from './measure-ignored.ts';
import type { TreeStore } from './tree-store.ts';

export interface InPlaceRequest {
  readonly store: TreeStore;
  readonly root: string;
  /** What git ignores, folders with a `/` at their end. */
  readonly ignored: readonly string[];
  /** Folders with repositories of their own, and submodules. */
  readonly repositories: readonly string[];
  /** Files that are not ignored, and are too large or may not be read. */
  readonly left: readonly string[];
  /** Names of dependency folders. */
  readonly dependencies: readonly string[];
  /** So much of what is ignored is recorded. */
  readonly ignoredBytes: number;
  /** Whether a sandbox keeps commands from writing what is not recorded. */
  readonly confined: boolean;
  readonly signal: AbortSignal;
}

export interface RecordedInPlace {
  readonly ignoredBefore: IgnoredState;
  /** What is not recorded, relative to the root: nothing may write it. */
  readonly readOnly: readonly string[];
  readonly notDone: readonly NotDone[];
}

/** Every one is a mount of each command's sandbox: 50 cost 13 ms a command, 200 230 ms (measured, bubblewrap 0.8). */
const maxReadOnly = 100;

/**
 * Records what git ignores before a job works in place, so that nothing there is lost: small entries are kept in the
 * store of the job, for undo; all else that no tree holds is to be there to read only. Dependency folders are never
 * walked: any package manager makes them anew, and they may hold 50,000 files. Pipes, sockets and devices have no
 * content to keep, and are named.
 * Throws InputError where more would have to be read-only than a sandbox can be told.
 */
export async function recordInPlace(request: InPlaceRequest): Promise<RecordedInPlace> {
  const { store, root, ignored, repositories, ignoredBytes, confined, signal } = request;
  const names = new Set(request.dependencies);
  const isDependency = (path: string) => path.endsWith('/') && names.has(lastName(path));
  const chosen = await chooseIgnored(
    ignored.filter((path) => !isDependency(path)),
    { root, bytes: ignoredBytes, skipped: () => false, signal },
  );
  const notRecorded: { path: string; why: Reason }[] = [
    ...ignored
      .filter(isDependency)
      .map((path) => ({ path: path.slice(0, -1), why: 'dependencies' as const })),
    ...repositories.map((path) => ({ path, why: 'nested_repository' as const })),
    ...request.left.map((path) => ({ path, why: 'left' as const })),
    ...chosen.left,
  ];
  if (notRecorded.length > maxReadOnly) throw tooMany(root, notRecorded.length);
  const { notDone: special, ...ignoredBefore } = await keepIgnored(store, root, chosen);
  return {
    ignoredBefore,
    readOnly: notRecorded.map(({ path }) => path),
    notDone: [...special, ...notRecorded.map(({ path, why }) => ({ what: path, why: whyOf(why, confined) }))],
  };
}

type Reason = Unfit | 'dependencies' | 'left';

const reasons = {
  dependencies: 'dependencies are not recorded',
  nested_repository: 'it has a repository of its own, which is not recorded',
  left: 'it is too large, or this user may not read it, so it is not recorded',
  too_large: 'git ignores it, and it is too large to be recorded with the rest',
  unreadable: 'git ignores it, and this user may not read all of it, so it is not recorded',
} as const;

const waysOut = {
  dependencies: 'To have them recorded, take the name out of rescue.dependencies in your profile.',
  nested_repository: 'To change it, name it as the workspace.',
  left: 'A task that must change it needs it smaller, or readable.',
  too_large: 'Raise rescue.undo.ignored in your profile, or use isolation "worktree".',
  unreadable: 'Make it readable, or use isolation "worktree".',
} as const;

function whyOf(why: Reason, confined: boolean): string {
  return confined
    ? `read_only: ${reasons[why]}; so commands could not change it. ${waysOut[why]}`
    : `unprotected: ${reasons[why]}, and commands ran without a sandbox; undo_rescue does not put back what they changed in it. ${waysOut[why]}`;
}

function tooMany(root: string, count: number): InputError {
  return new InputError(
    'target_too_large',
    `${root} holds ${count} files and folders that are not recorded (dependencies, repositories, what is too large), more than the ${maxReadOnly} that can be kept from being written, so nothing works in place there.`,
    { hint: 'Use isolation "worktree", or raise rescue.undo.ignored in your profile.' },
  );
}
