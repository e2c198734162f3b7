import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRepository, openRepository, temporaryFolder } from './testing/test-repository.ts';
import { resolveWorkspace } from './workspace.ts';

const resolve = (path: string) => resolveWorkspace(path, AbortSignal.timeout(15_000));

test('a subfolder belongs to the root of its repository', async () => {
  const repository = createRepository();
  repository.write('src/deep/a.ts', 'a\n');
  const head = repository.commit();
  const folder = join(repository.root, 'src/deep');
  expect(await resolve(folder)).toMatchObject({
    root: repository.root,
    folder,
    head,
    branch: 'main',
    shallow: false,
  });
});

test('a repository before its first commit has no head', async () => {
  const repository = createRepository();
  expect(await resolve(repository.root)).toMatchObject({ root: repository.root, head: null, branch: null });
});

test('a detached HEAD has no branch', async () => {
  const repository = createRepository();
  const head = repository.commit();
  repository.git('checkout', '-q', '--detach');
  expect(await resolve(repository.root)).toMatchObject({ head, branch: null });
});

test('a linked worktree, also of a bare repository, is its own workspace', async () => {
  const repository = createRepository();
  repository.commit();
  const bare = join(temporaryFolder(), 'bare.git');
  repository.git('clone', '-q', '--bare', repository.root, bare);
  const tree = join(temporaryFolder(), 'tree');
  openRepository(bare).git('worktree', 'add', '-q', '-b', 'side', tree);
  expect(await resolve(tree)).toMatchObject({ root: tree, branch: 'side' });
});

test('a submodule is its own workspace', async () => {
  const inner = createRepository();
  inner.write('a', 'a\n');
  const head = inner.commit();
  const outer = createRepository();
  outer.git('submodule', '--quiet', 'add', inner.root, 'libs/inner');
  const root = join(outer.root, 'libs/inner');
  expect(await resolve(root)).toMatchObject({ root, head });
});

test('the name of a root may hold spaces, newlines and what looks like an answer of git', async () => {
  const root = join(temporaryFolder(), 'a b\nfalse\nsha1\nHEAD');
  mkdirSync(root);
  createRepository(root);
  expect(await resolve(root)).toMatchObject({ root, head: null, branch: null });
});

test('a repository with SHA-256 ids has the empty tree of its own hash', async () => {
  const repository = createRepository(temporaryFolder(), '--object-format=sha256');
  const { emptyTree } = await resolve(repository.root);
  expect(repository.git('hash-object', '-t', 'tree', '/dev/null')).toBe(emptyTree);
});

test('a shallow clone is known as one', async () => {
  const repository = createRepository();
  repository.commit();
  repository.commit();
  const clone = join(temporaryFolder(), 'clone');
  repository.git('clone', '-q', '--depth=1', `file://${repository.root}`, clone);
  expect(await resolve(clone)).toMatchObject({ shallow: true });
});

test.each([
  ['a missing folder', '/nonexistent', 'There is no folder'],
  ['a file', process.execPath, 'is not a folder'],
])('%s is refused', async (_, path, message) => {
  await expect(resolve(path)).rejects.toMatchObject({
    code: 'input_invalid',
    message: expect.stringContaining(message),
  });
});

test('a folder outside of every repository is refused, with what to do', async () => {
  await expect(resolve(temporaryFolder())).rejects.toMatchObject({
    code: 'input_invalid',
    message: expect.stringContaining('is not in a git repository'),
    hint: expect.stringContaining('git init'),
  });
});

test('a bare repository and a .git folder have no files to review', async () => {
  const bare = createRepository(temporaryFolder(), '--bare');
  const refusal = {
    code: 'input_invalid',
    message: expect.stringContaining('bare repository or a .git folder'),
  };
  await expect(resolve(bare.root)).rejects.toMatchObject(refusal);
  const repository = createRepository();
  await expect(resolve(join(repository.root, '.git'))).rejects.toMatchObject(refusal);
});

test('a folder that only looks like a bare repository does not bring its own settings', async () => {
  const repository = createRepository();
  const fake = join(repository.root, 'fake');
  createRepository(fake, '--bare');
  writeFileSync(join(fake, 'config'), '[core]\n\tbare = false\n\tworktree = /\n');
  await expect(resolve(fake)).rejects.toMatchObject({ code: 'input_invalid' });
});

test('a working tree that the repository put elsewhere is refused', async () => {
  const repository = createRepository();
  repository.git('config', 'core.worktree', temporaryFolder());
  await expect(resolve(repository.root)).rejects.toMatchObject({
    code: 'input_invalid',
    hint: expect.stringContaining('core.worktree'),
  });
});

test('a damaged repository is an error that repeats what git said', async () => {
  const repository = createRepository();
  rmSync(join(repository.root, '.git/HEAD'));
  await expect(resolve(repository.root)).rejects.toMatchObject({ code: 'input_invalid' });
});
