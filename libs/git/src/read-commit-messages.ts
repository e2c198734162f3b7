import { runGitOrFail } from './git-process.ts';

export interface CommitRange {
  /** Git root. */
  readonly workspace: string;
  /** Commit ids, as `Snapshot.target` has them. A base of null: the history up to `head`. */
  readonly base: string | null;
  readonly head: string;
  readonly maxCommits: number;
  /** Of one message; the rest is cut at a line end. */
  readonly maxCharacters: number;
  readonly signal: AbortSignal;
}

/** Messages of the commits that `head` has and `base` has not, merges left out, the newest first. One process. */
export async function readCommitMessages(range: CommitRange): Promise<readonly string[]> {
  const { workspace, base, head, maxCommits, maxCharacters, signal } = range;
  const { stdout } = await runGitOrFail({
    cwd: workspace,
    args: [
      'log',
      '-z',
      '--no-show-signature',
      '--no-merges',
      `--max-count=${maxCommits}`,
      '--format=%B',
      '--end-of-options',
      ...(base === null ? [head] : [head, `^${base}`]),
    ],
    signal,
    maxBytes: 4 * maxCommits * maxCharacters + 64 * 1024,
    whenTooLong: 'cut',
  });
  const messages = stdout.toString('utf8').split('\0');
  return messages.map((message) => cut(message.trim(), maxCharacters)).filter((message) => message !== '');
}

function cut(message: string, maxCharacters: number): string {
  if (message.length <= maxCharacters) return message;
  const end = message.lastIndexOf('\n', maxCharacters);
  return `${message.slice(0, end > 0 ? end : maxCharacters)}\n…`;
}
