import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { resolveWorkspace, runGit, runGitOrFail } from '@codex-pro/git';

/** What a copy may read of the repository that it was made of. */
export interface BorrowedObjects {
  readonly folders: readonly string[];
}

/**
 * Gives a copy a repository of its own: index, branches and new objects are its own, history is borrowed from `source`.
 * Commands may do with it what they like; nobody else ever uses it. Files that are `left` out of the copy are not
 * deleted to its git. `copy` must not hold anything of a command yet.
 */
export async function makePrivateRepository(
  source: string,
  copy: string,
  left: readonly string[],
  signal: AbortSignal,
): Promise<BorrowedObjects> {
  const { head, branch, emptyTree } = await resolveWorkspace(source, signal);
  const inSource = (...args: string[]) => runGitOrFail({ cwd: source, args, signal });
  const inCopy = (...args: string[]) => runGitOrFail({ cwd: copy, args, signal });
  const pathOf = async (name: string) =>
    resolve(
      source,
      (await inSource('rev-parse', '--git-path', name)).stdout.toString('utf8').replace(/\n$/, ''),
    );
  const hash = emptyTree.length === 64 ? 'sha256' : 'sha1';
  await inCopy(
    'init',
    '--quiet',
    '--template=',
    `--object-format=${hash}`,
    '--initial-branch',
    branch ?? 'work',
  );
  // What is there can be kept as it is: nothing that a command puts here is ever run.
  await mkdir(join(copy, '.git', 'hooks'));
  const objects = await pathOf('objects');
  await mkdir(join(copy, '.git', 'objects', 'info'), { recursive: true });
  await writeFile(join(copy, '.git', 'objects', 'info', 'alternates'), `${objects}\n`);
  await copyFile(await pathOf('shallow'), join(copy, '.git', 'shallow')).catch(() => undefined); // Most are whole.
  const refs = await inSource(
    'for-each-ref',
    '--format=%(objectname) %(refname)',
    'refs/heads',
    'refs/tags',
    'refs/remotes',
  );
  const lines = refs.stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .toSorted(byName);
  await writeFile(
    join(copy, '.git', 'packed-refs'),
    `${['# pack-refs with: sorted ', ...lines].join('\n')}\n`,
  );
  if (head !== null) {
    if (branch === null) await inCopy('update-ref', '--no-deref', 'HEAD', head);
    await inCopy('read-tree', 'HEAD');
    await skipInIndex(copy, left, signal);
  }
  for (const [name, value] of await fileSettings(source, signal)) await inCopy('config', name, value);
  for (const name of ['exclude', 'attributes'])
    await copyFile(await pathOf(`info/${name}`), join(copy, '.git', 'info', name)).catch(() => undefined); // Few have them.
  await inCopy('config', 'user.name', 'codex-pro');
  await inCopy('config', 'user.email', 'codex-pro@localhost');
  return { folders: [objects, ...(await borrowedFrom(objects))] };
}

const maxListBytes = 64 * 1024 * 1024;

/** To git of the copy these are not deleted, but outside of a sparse checkout. */
async function skipInIndex(copy: string, left: readonly string[], signal: AbortSignal): Promise<void> {
  if (left.length === 0) return;
  const call = { cwd: copy, signal, maxBytes: maxListBytes };
  const { stdout } = await runGitOrFail({ ...call, args: ['ls-files', '-z'] });
  const wanted = new Set(left);
  const paths = stdout
    .toString('utf8')
    .split('\0')
    .filter((path) => wanted.has(path));
  if (paths.length === 0) return;
  const args = ['update-index', '-z', '--skip-worktree', '--stdin'];
  await runGitOrFail({ ...call, args, stdin: Buffer.from(paths.map((path) => `${path}\0`).join('')) });
}

/**
 * Folders outside of a workspace that its own git reads: of a linked worktree or a submodule the repository that it
 * belongs to, of a shared clone the one whose objects it borrows.
 */
export async function outerRepository(source: string, signal: AbortSignal): Promise<readonly string[]> {
  const pathOf = async (...args: string[]) => {
    const { stdout } = await runGitOrFail({ cwd: source, args: ['rev-parse', ...args], signal });
    return resolve(source, stdout.toString('utf8').replace(/\n$/, ''));
  };
  const objects = await pathOf('--git-path', 'objects');
  const folders = [await pathOf('--git-common-dir'), ...(await borrowedFrom(objects))];
  return folders.filter((path) => relative(source, path).startsWith('..'));
}

/** What decides how contents and names of files are read, as the source has it. */
async function fileSettings(source: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const wanted = '^core\\.(autocrlf|eol|filemode|ignorecase|symlinks|precomposeunicode)$';
  const { code, stdout } = await runGit({
    cwd: source,
    args: ['config', '-z', '--get-regexp', wanted],
    signal,
  });
  // Code 1: there are none. The last of a name counts.
  const lines = code === 0 ? stdout.toString('utf8').split('\0') : [];
  return new Map(
    lines.flatMap((line) => {
      const [name, value] = line.split('\n');
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function byName(a: string, b: string): number {
  const [left, right] = [a.slice(a.indexOf(' ')), b.slice(b.indexOf(' '))];
  return left < right ? -1 : Number(left > right);
}

/** Where these objects are borrowed in their turn. */
async function borrowedFrom(objects: string): Promise<string[]> {
  const text = await readFile(join(objects, 'info', 'alternates'), 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => resolve(dirname(join(objects, 'x')), line));
}
