import { runGitOrFail } from './git-process.ts';
import type { Workspace } from './workspace.ts';

export interface Base {
  readonly id: string;
  /** As a user would say it: `origin/main`. */
  readonly name: string;
}

interface Ref extends Base {
  readonly ref: string;
  readonly upstream: string;
  /** What a symbolic ref points to. */
  readonly points: string;
}

/**
 * The branch that the current one is to be merged into, as far as the repository tells. In this order:
 * 1. the upstream, if it goes by another name (`git switch -c fix origin/main`);
 * 2. the default branch of the upstream's remote, or of `origin`, as the clone recorded it;
 * 3. that remote's `main`, `master`; then the local `main`, `master`, unless that is the current branch itself;
 * 4. the upstream of the same name, which leaves what is not pushed.
 * Null where there is none of them.
 */
export async function findDefaultBase(workspace: Workspace, signal: AbortSignal): Promise<Base | null> {
  const own = workspace.branch === null ? null : `refs/heads/${workspace.branch}`;
  const format = '%(refname)%00%(objectname)%00%(upstream)%00%(symref)';
  const args = ['for-each-ref', `--format=${format}`, 'refs/heads', 'refs/remotes'];
  const { stdout } = await runGitOrFail({ cwd: workspace.root, args, signal });

  const refs = new Map<string, Ref>();
  for (const line of stdout.toString('utf8').split('\n')) {
    const [ref = '', id = '', upstream = '', points = ''] = line.split('\0');
    if (ref !== '') refs.set(ref, { ref, id, upstream, points, name: shortName(ref) });
  }
  const upstream = own === null ? '' : (refs.get(own)?.upstream ?? '');
  const remote = /^refs\/remotes\/([^/]+)\//.exec(upstream)?.[1] ?? 'origin';
  const sameName = workspace.branch !== null && upstream === `refs/remotes/${remote}/${workspace.branch}`;
  const remoteHead = refs.get(`refs/remotes/${remote}/HEAD`)?.points ?? '';

  const candidates = [
    sameName ? '' : upstream,
    remoteHead,
    `refs/remotes/${remote}/main`,
    `refs/remotes/${remote}/master`,
    'refs/heads/main',
    'refs/heads/master',
    upstream,
  ];
  for (const candidate of candidates) {
    const ref = refs.get(candidate);
    if (ref !== undefined && ref.ref !== own) return { id: ref.id, name: ref.name };
  }
  return null;
}

function shortName(ref: string): string {
  return ref.replace(/^refs\/(?:heads|remotes)\//, '');
}
