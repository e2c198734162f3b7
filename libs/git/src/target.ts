import { InputError } from '@codex-pro/runtime';
import { findDefaultBase } from './default-base.ts';
import { findCommit, findMergeBase, findParent, verifyCommit } from './refs.ts';
import { sideBySide } from './side-by-side.ts';
import type { Target } from './snapshot.ts';
import type { Wanted } from './target-request.ts';
import type { Workspace } from './workspace.ts';

/** What git is to compare. A base of null is the tree without files. */
export type Comparison =
  | { readonly kind: 'working-tree' | 'index'; readonly base: string | null }
  | { readonly kind: 'commits'; readonly base: string | null; readonly head: string };

export interface ResolvedTarget {
  readonly target: Omit<Target, 'description'>;
  readonly comparison: Comparison;
  /** What was looked at, for people: `the working tree against HEAD`. */
  readonly words: string;
}

/** The uncommitted changes of the working tree or of the index, against HEAD or, before the first commit, nothing. */
export function uncommittedTarget(workspace: Workspace, scope: 'working-tree' | 'staged'): ResolvedTarget {
  const what = scope === 'staged' ? 'what is staged' : 'the working tree';
  return {
    target: {
      scope,
      base: workspace.head,
      baseName: workspace.head === null ? null : 'HEAD',
      head: null,
      headName: null,
    },
    comparison: { kind: scope === 'staged' ? 'index' : 'working-tree', base: workspace.head },
    words: workspace.head === null ? `${what} before the first commit` : `${what} against HEAD`,
  };
}

/** Turns what was asked into commits. Throws InputError for a ref that is no commit, or a history that does not join. */
export async function resolveCommits(
  workspace: Workspace,
  wanted: Exclude<Wanted, { scope: 'auto' | 'working-tree' | 'staged' | 'paths' | 'pull-request' }>,
  signal: AbortSignal,
): Promise<ResolvedTarget> {
  switch (wanted.scope) {
    case 'branch':
      return branchTarget(workspace, wanted.base, signal);
    case 'commit': {
      const id = await verifyCommit(workspace, 'commit', wanted.commit, signal);
      const parent = await findParent(workspace, [id, wanted.commit], signal);
      return {
        target: {
          scope: 'commit',
          base: parent,
          baseName: parent === null ? null : `${wanted.commit}~1`,
          head: id,
          headName: wanted.commit,
        },
        comparison: { kind: 'commits', base: parent, head: id },
        words:
          parent === null
            ? `the first commit, ${wanted.commit}`
            : `commit ${wanted.commit} against its parent`,
      };
    }
    case 'range': {
      const { from, to, sinceParting } = wanted;
      const [fromId, toId] = await sideBySide(
        signal,
        (shared) => verifyCommit(workspace, 'range', from, shared),
        (shared) => verifyCommit(workspace, 'range', to, shared),
      );
      const base = sinceParting ? await findMergeBase(workspace, [fromId, from], [toId, to], signal) : fromId;
      return {
        target: { scope: 'range', base, baseName: from, head: toId, headName: to },
        comparison: { kind: 'commits', base, head: toId },
        words: `the range ${from}${sinceParting ? '...' : '..'}${to}`,
      };
    }
  }
}

async function branchTarget(
  workspace: Workspace,
  baseRef: string | null,
  signal: AbortSignal,
): Promise<ResolvedTarget> {
  const { head } = workspace;
  const headName = workspace.branch ?? 'HEAD';
  if (head === null) {
    throw new InputError(
      'input_invalid',
      `There is no commit yet in ${workspace.root}, so no branch to compare.`,
      {
        hint: "Review the working tree instead: scope 'working-tree'.",
      },
    );
  }
  const base =
    baseRef === null ? await findDefaultBase(workspace, signal) : await namedBase(workspace, baseRef, signal);
  if (base === null) {
    throw new InputError('input_invalid', `No base was found to compare '${headName}' with.`, {
      hint: 'There is no upstream, and no main or master beside it: name a ref as `base`, or a commit as `commit`.',
    });
  }
  const mergeBase = await findMergeBase(workspace, [base.id, base.name], [head, headName], signal);
  return {
    target: { scope: 'branch', base: mergeBase, baseName: base.name, head, headName },
    comparison: { kind: 'commits', base: mergeBase, head },
    words: `the branch ${headName} against ${base.name}`,
  };
}

/** A base that only the remote has is meant all the same: `main` in a clone of one branch, as CI makes them. */
async function namedBase(workspace: Workspace, ref: string, signal: AbortSignal) {
  const [local, remote] = await sideBySide(
    signal,
    (shared) => findCommit(workspace.root, ref, shared),
    (shared) => findCommit(workspace.root, `refs/remotes/origin/${ref}`, shared),
  );
  if (local === null && remote !== null) return { id: remote, name: `origin/${ref}` };
  return { id: local ?? (await verifyCommit(workspace, 'base', ref, signal)), name: ref };
}
