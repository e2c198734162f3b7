import { lstat, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConfigError, InputError } from '@codex-pro/runtime';
import { type GitEnd, gitFailed, runGit } from './git-process.ts';

/** A git working tree as it stood a moment ago. */
export interface Workspace {
  /** Real path of the root of the working tree: the identity of the workspace in every list. */
  readonly root: string;
  /** Real path of the folder that was asked for: relative `paths` start here. */
  readonly folder: string;
  /** Commit id of HEAD; null before the first commit. */
  readonly head: string | null;
  /** Short name of the current branch; null where HEAD is detached, and before the first commit. */
  readonly branch: string | null;
  /** Whether history was cut off by `git clone --depth`. */
  readonly shallow: boolean;
  /** Id of the tree without files, in this repository's hash. */
  readonly emptyTree: string;
}

/** `git hash-object -t tree /dev/null`, in each hash that git has. */
const emptyTrees: Record<string, string> = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};

/**
 * Finds the working tree that a folder belongs to: a repository, a linked worktree, a submodule, or any folder inside
 * one. Throws InputError `input_invalid` for a missing folder, no repository, or a bare one, and ConfigError
 * `not_configured` where git distrusts the owner of the folder.
 */
export async function resolveWorkspace(path: string, signal: AbortSignal): Promise<Workspace> {
  const folder = await realFolder(path);
  const args = [
    'rev-parse',
    '--show-toplevel',
    '--is-shallow-repository',
    '--show-object-format',
    '--revs-only',
    'HEAD',
    '--symbolic-full-name',
    'HEAD',
  ];
  const call = { cwd: folder, args, signal, maxBytes: 64 * 1024 };
  const end = await runGit(call);
  if (end.code !== 0) throw notAWorkspace(folder, call, end);

  const lines = end.stdout.toString('utf8').trimEnd().split('\n');
  // Two lines more once there is a commit: its id, and the full name of the branch, or `HEAD`.
  const ref = /^(?:refs\/|HEAD$)/.test(lines.at(-1) ?? '') ? (lines.pop() ?? null) : null;
  const head = ref === null ? null : (lines.pop() ?? null);
  const emptyTree = emptyTrees[lines.pop() ?? ''];
  const shallow = lines.pop() === 'true';
  if (emptyTree === undefined) throw gitFailed(call, { code: end.code, stderr: 'an unknown object format' });
  // The rest is the root, and a folder's name may hold newlines.
  const root = await realpath(lines.join('\n'));
  await refuseForeignRoot(root, folder);
  const branch = ref?.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null;
  return { root, folder, head, branch, shallow, emptyTree };
}

async function realFolder(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    const real = await realpath(absolute);
    if ((await stat(real)).isDirectory()) return real;
  } catch (cause) {
    throw new InputError('input_invalid', `There is no folder ${absolute}.`, {
      hint: 'Give the path of a folder in a git repository as `workspace`.',
      cause,
    });
  }
  throw new InputError('input_invalid', `${absolute} is not a folder.`, {
    hint: 'Give the folder as `workspace`, and files with `paths`.',
  });
}

/** A repository's own `core.worktree` could otherwise point at any folder of the user, which would then be read. */
async function refuseForeignRoot(root: string, folder: string): Promise<void> {
  try {
    await lstat(join(root, '.git'));
  } catch (cause) {
    throw new InputError(
      'input_invalid',
      `The repository of ${folder} has its working tree at ${root}, where there is no .git.`,
      { hint: 'Its `core.worktree` points elsewhere. Review from a normal clone or `git worktree`.', cause },
    );
  }
}

function notAWorkspace(folder: string, call: { args: readonly string[]; cwd: string }, end: GitEnd): Error {
  if (end.stderr.includes('dubious ownership')) {
    return new ConfigError('not_configured', `git does not trust ${folder}: somebody else owns it.`, {
      hint: `If you trust it, run: git config --global --add safe.directory '${folder}'`,
    });
  }
  if (end.stderr.includes('bare repository') || end.stderr.includes('must be run in a work tree')) {
    return new InputError(
      'input_invalid',
      `${folder} is in a bare repository or a .git folder: there are no files.`,
      {
        hint: 'Make a working tree with `git worktree add <folder>`, and give that as `workspace`.',
      },
    );
  }
  if (end.stderr.includes('not a git repository')) {
    return new InputError('input_invalid', `${folder} is not in a git repository.`, {
      hint: 'Give the path of a repository as `workspace`, or run `git init` there.',
    });
  }
  return gitFailed(call, end);
}
