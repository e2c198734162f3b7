import { runGitOrFail } from './git-process.ts';
import { withoutRepositoryFilters } from './repository-filters.ts';

/** Of one answer; what is longer is cut. */
const maxBytes = 256 * 1024;
const deadlineMs = 20_000;

/** Paths that git tracks or would track, relative to the root, with `/`; what is ignored is not among them. */
export async function listWorkspaceFiles(root: string, signal: AbortSignal): Promise<readonly string[]> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await runGitOrFail({ cwd: root, args, signal, deadlineMs });
  return [...new Set(stdout.toString('utf8').split('\0'))].filter((path) => path !== '');
}

/**
 * The text of a file at a revision; without a path, the commit's message and the names of what it changed. Throws
 * InputError for what is not there.
 */
export async function showRevision(
  root: string,
  revision: string,
  path: string | null,
  signal: AbortSignal,
): Promise<string> {
  const args =
    path === null
      ? [
          'show',
          '--no-ext-diff',
          '--no-textconv',
          '--no-show-signature',
          '--name-status',
          '--date=iso-strict',
          revision,
          '--',
        ]
      : ['cat-file', 'blob', `${revision}:${path}`];
  const end = await runGitOrFail({ cwd: root, args, signal, deadlineMs, maxBytes, whenTooLong: 'cut' });
  return end.stdout.toString('utf8');
}

export interface BlamedLines {
  readonly path: string;
  /** null for the file as it lies in the workspace. */
  readonly revision: string | null;
  readonly startLine: number;
  readonly endLine: number;
}

/** Who changed lines, a line a line. Throws InputError for what is not there. */
export async function blameLines(root: string, lines: BlamedLines, signal: AbortSignal): Promise<string> {
  const { path, revision, startLine, endLine } = lines;
  const args = [
    'blame',
    '--no-textconv',
    '--date=short',
    '-L',
    `${startLine},${endLine}`,
    ...(revision === null ? [] : [revision]),
    '--',
    path,
  ];
  // A filter or text conversion of the repository's own would be a command that it chose.
  const { stdout } = await runGitOrFail({
    cwd: root,
    args,
    signal,
    deadlineMs,
    maxBytes,
    whenTooLong: 'cut',
    settings: await withoutRepositoryFilters(root, signal),
  });
  return stdout.toString('utf8');
}
