import { isCodedError } from '@codex-pro/runtime';
import type { Collected } from './collect-snapshot.ts';
import { refuseTooMany } from './file-limit.ts';
import { runGh } from './gh-process.ts';
import { draftsOfPatch } from './patch-drafts.ts';
import { findCommit, findMergeBase } from './refs.ts';
import { sideBySide } from './side-by-side.ts';
import type { Workspace } from './workspace.ts';

interface View {
  readonly baseRefName: string;
  readonly headRefName: string;
  readonly headRefOid: string;
}

/**
 * The change of a pull request as GitHub shows it: its own diff, read through gh. Nothing is fetched: whole files are
 * there only where this clone has the head commit already. Throws what `runGh` throws.
 */
export async function collectPullRequest(
  workspace: Workspace,
  number: number,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Collected> {
  const [patch, view] = await sideBySide(
    signal,
    (shared) => runGh(workspace.root, ['pr', 'diff', String(number), '--color', 'never'], shared),
    (shared) => viewOf(workspace, number, shared),
  );
  const { base, head } = await localCommits(workspace, view, signal);
  const drafts = draftsOfPatch(patch, head).filter(({ path }) => isWanted(path.toString('utf8'), paths));
  refuseTooMany(drafts.length, workspace.root);
  return {
    target: {
      scope: 'pull-request',
      base,
      baseName: view?.baseRefName ?? null,
      head,
      headName: pullRequestName(number),
    },
    comparison: { kind: 'commits', base, head: head ?? '' },
    words: `pull request ${number}${view === null ? '' : ` (${view.headRefName} into ${view.baseRefName})`}`,
    drafts,
  };
}

/** How a target names a pull request; `pullRequestNumber` reads it back. */
function pullRequestName(number: number): string {
  return `pull/${number}`;
}

/** The number of a target that is a pull request; null for any other. */
export function pullRequestNumber({
  scope,
  headName,
}: {
  scope: string;
  headName: string | null;
}): number | null {
  const number = Number(/^pull\/(\d+)$/.exec(headName ?? '')?.[1]);
  return scope === 'pull-request' && Number.isInteger(number) ? number : null;
}

/** The names and commits of a pull request. The diff decides: without these only whole files are missing. */
async function viewOf({ root }: Workspace, number: number, signal: AbortSignal): Promise<View | null> {
  try {
    const fields = 'baseRefName,headRefName,headRefOid';
    const printed = await runGh(root, ['pr', 'view', String(number), '--json', fields], signal);
    const { baseRefName, headRefName, headRefOid } = JSON.parse(printed.toString('utf8'));
    const all = [baseRefName, headRefName, headRefOid].every((value) => typeof value === 'string');
    return all ? { baseRefName, headRefName, headRefOid } : null;
  } catch (error) {
    if (signal.aborted) throw error;
    if (isCodedError(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What of the pull request this clone has: its head, and where it left its base. */
async function localCommits(
  workspace: Workspace,
  view: View | null,
  signal: AbortSignal,
): Promise<{ readonly base: string | null; readonly head: string | null }> {
  if (view === null) return { base: null, head: null };
  const [tip, head] = await sideBySide(
    signal,
    (shared) => findCommit(workspace.root, `refs/remotes/origin/${view.baseRefName}`, shared),
    (shared) => findCommit(workspace.root, view.headRefOid, shared),
  );
  if (tip === null || head === null) return { base: tip, head };
  const parted = await findMergeBase(
    workspace,
    [tip, view.baseRefName],
    [head, view.headRefName],
    signal,
  ).catch((error) => {
    if (signal.aborted || !isCodedError(error)) throw error;
    // A shallow clone lacks it: the tip of the base serves as well for what is read from the base side.
    return tip;
  });
  return { base: parted, head };
}

function isWanted(path: string, paths: readonly string[]): boolean {
  return paths.length === 0 || paths.some((one) => one === '.' || path === one || path.startsWith(`${one}/`));
}
