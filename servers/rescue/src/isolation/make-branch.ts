import { runGit, runGitOrFail } from '@codex-pro/git';
import { committedTrees } from './committed-trees.ts';
import type { Place } from './place.ts';

/**
 * Puts the changes on a new branch of the user's repository: what was uncommitted before as one commit, where there was
 * any, and the work as the next. Touches no other branch, no index, no file. null without a commit to stand on.
 */
export async function makeBranch(
  place: Place,
  end: string,
  { jobId, title, signal }: { readonly jobId: string; readonly title: string; readonly signal: AbortSignal },
): Promise<string | null> {
  const { store, head, workspace } = place;
  if (head === null) return null;
  const inWorkspace = { cwd: workspace, signal };
  const headTree = await runGitOrFail({ ...inWorkspace, args: ['rev-parse', `${head}^{tree}`] });
  const { before, after } = await committedTrees(place, head, end, signal);
  let packed = await store.git(['pack-objects', '--quiet', '--stdout', '--revs', '--missing=allow-any'], {
    stdin: Buffer.from(`${before}\n${after}\n`),
  });
  await runGitOrFail({
    ...inWorkspace,
    args: ['unpack-objects', '-q'],
    stdin: packed.stdout,
    deadlineMs: 600_000,
  });
  packed = { ...packed, stdout: Buffer.alloc(0) };
  const commit = async (tree: string, parent: string, message: string) => {
    const { stdout } = await runGitOrFail({
      ...inWorkspace,
      args: ['commit-tree', '--no-gpg-sign', tree, '-p', parent, '-m', message],
      settings: [
        ['user.name', 'codex-pro'],
        ['user.email', 'codex-pro@localhost'],
      ],
    });
    return stdout.toString('utf8').trim();
  };
  const clean = headTree.stdout.toString('utf8').trim() === before;
  const base = clean ? head : await commit(before, head, `What was uncommitted before ${jobId}`);
  const tip = await commit(after, base, `${title}\n\nBy codex-pro, job ${jobId}.`);
  const branch = `codex-pro/${jobId}`;
  // An attempt before this one was killed after it had made the branch.
  const { stdout: known } = await runGit({
    ...inWorkspace,
    args: ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{tree}`],
  });
  if (known.toString('utf8').trim() === after) return branch;
  // Only where there is none: a branch of an earlier attempt may be in use.
  const none = '0'.repeat(head.length);
  const made = await runGit({
    ...inWorkspace,
    args: ['update-ref', '--no-deref', `refs/heads/${branch}`, tip, none],
  });
  if (made.code === 0) return branch;
  const again = `${branch}-${tip.slice(0, 7)}`;
  await runGitOrFail({ ...inWorkspace, args: ['update-ref', '--no-deref', `refs/heads/${again}`, tip] });
  return again;
}
