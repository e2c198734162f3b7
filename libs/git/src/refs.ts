import { InputError } from '@codex-pro/runtime';
import { runGit, runGitOrFail } from './git-process.ts';
import type { Workspace } from './workspace.ts';

const small = 256 * 1024;

/** Commit id of a ref, or null where there is no such commit. What it begins with never makes it an option. */
export async function findCommit(root: string, ref: string, signal: AbortSignal): Promise<string | null> {
  // A control character is in no ref, and some could not even be passed on.
  if (ref === '' || /\p{Cc}/u.test(ref)) return null;
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  const end = await runGit({ cwd: root, args, signal, maxBytes: small });
  const id = end.stdout.toString('utf8').trim();
  return end.code === 0 && /^[0-9a-f]{40,64}$/.test(id) ? id : null;
}

/** As `findCommit`, but no commit is an InputError. `argument` is how the caller named it. */
export async function verifyCommit(
  workspace: Workspace,
  argument: string,
  ref: string,
  signal: AbortSignal,
): Promise<string> {
  const id = await findCommit(workspace.root, ref, signal);
  if (id !== null) return id;
  throw new InputError('input_invalid', `${argument}: there is no commit '${ref}' in ${workspace.root}.`, {
    hint: workspace.shallow
      ? 'The clone is shallow. Fetch the rest with `git fetch --unshallow`, or name a commit that it has.'
      : 'See `git branch --all` and `git log --oneline` for what there is; `git fetch` brings what is new.',
  });
}

/** The commit where two lines of history parted. None is an InputError. */
export async function findMergeBase(
  workspace: Workspace,
  [left, leftName]: readonly [id: string, name: string],
  [right, rightName]: readonly [id: string, name: string],
  signal: AbortSignal,
): Promise<string> {
  const call = { cwd: workspace.root, args: ['merge-base', left, right], signal, maxBytes: small };
  const end = await runGit(call);
  const id = end.stdout.toString('utf8').trim();
  if (end.code === 0 && id !== '') return id;
  const message = `${leftName} and ${rightName} have no common commit in ${workspace.root}.`;
  throw new InputError('input_invalid', message, {
    hint: workspace.shallow
      ? 'The clone is shallow, so the commit where they parted is missing. Run `git fetch --unshallow` and try again.'
      : `Their histories are unrelated. Compare them directly with the range '${leftName}..${rightName}'.`,
    cause: end.stderr,
  });
}

/** First parent of a commit; null for the first commit of a history. */
export async function findParent(
  workspace: Workspace,
  [id, name]: readonly [id: string, name: string],
  signal: AbortSignal,
): Promise<string | null> {
  const parent = await findCommit(workspace.root, `${id}^1`, signal);
  if (parent !== null || !workspace.shallow) return parent;
  // A shallow clone hides the parents of its oldest commits; the commit object still names them.
  const args = ['cat-file', 'commit', id];
  const { stdout } = await runGitOrFail({ cwd: workspace.root, args, signal, maxBytes: 4 * 1024 * 1024 });
  const [headers = ''] = stdout.toString('latin1').split('\n\n', 1);
  if (!/^parent /m.test(headers)) return null;
  throw new InputError('input_invalid', `The clone is shallow and lacks the parent of '${name}'.`, {
    hint: 'Run `git fetch --deepen=1`, or `git fetch --unshallow`, and try again.',
  });
}
