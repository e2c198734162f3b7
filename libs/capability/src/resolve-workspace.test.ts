import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveWorkspace } from './resolve-workspace.ts';

let root: string;
const at = (...parts: string[]): string => join(root, ...parts);

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-workspace-')));
  await mkdir(at('repo', '.git'), { recursive: true });
  await writeFile(at('repo', '.git', 'HEAD'), 'ref: refs/heads/main\n');
  for (const folder of ['repo/src/deep', 'env', 'claude', 'root', 'cwd']) {
    await mkdir(at(folder), { recursive: true });
  }
});
afterEach(() => rm(root, { recursive: true, force: true }));

test.each([
  [
    'the argument',
    { argument: 'A', env: { CODEX_PRO_WORKSPACE: 'env', CLAUDE_PROJECT_DIR: 'claude' } },
    'repo',
  ],
  ['CODEX_PRO_WORKSPACE', { env: { CODEX_PRO_WORKSPACE: 'env', CLAUDE_PROJECT_DIR: 'claude' } }, 'env'],
  ['CLAUDE_PROJECT_DIR', { env: { CODEX_PRO_WORKSPACE: '', CLAUDE_PROJECT_DIR: 'claude' } }, 'claude'],
  ["the host's root", { env: {}, hostRoot: 'root' }, 'root'],
  ['the current folder', { env: {} }, 'cwd'],
] as const)('%s counts where nothing before it is given', async (_name, given, expected) => {
  const env = Object.fromEntries(Object.entries(given.env).map(([name, path]) => [name, path && at(path)]));
  const hostRoot = 'hostRoot' in given ? at(given.hostRoot) : undefined;
  const found = await resolveWorkspace({
    argument: 'argument' in given ? at('repo') : undefined,
    env,
    hostRoot: () => Promise.resolve(hostRoot),
    cwd: at('cwd'),
  });
  expect(found).toEqual({ root: at(expected), folder: at(expected) });
});

const from = (argument: string) =>
  resolveWorkspace({ argument, env: {}, hostRoot: () => Promise.reject(new Error('asked')), cwd: at('cwd') });

test('the root is the nearest repository upwards, the folder what was named', async () => {
  expect(await from(at('repo', 'src', 'deep'))).toEqual({
    root: at('repo'),
    folder: at('repo', 'src', 'deep'),
  });
});

test('a worktree or submodule, whose .git is a file, is a root', async () => {
  await writeFile(at('repo', 'src', '.git'), 'gitdir: ../.git/modules/src\n');
  expect((await from(at('repo', 'src', 'deep'))).root).toBe(at('repo', 'src'));
});

test('an empty .git folder makes no repository', async () => {
  await mkdir(at('repo', 'src', '.git'));
  expect((await from(at('repo', 'src', 'deep'))).root).toBe(at('repo'));
});

test('symbolic links are followed, and a relative path starts at the current folder', async () => {
  await symlink(at('repo'), at('cwd', 'link'));
  expect(await from('link/src')).toEqual({ root: at('repo'), folder: at('repo', 'src') });
});

test.each(['missing', 'repo/.git/HEAD'])('%s is refused by name', async (path) => {
  await expect(from(at(path))).rejects.toMatchObject({
    code: 'input_invalid',
    message: `The workspace is not a folder here: ${at(path)}.`,
  });
});

test('a variable that names no folder is named in the error', async () => {
  const request = { argument: undefined, env: { CLAUDE_PROJECT_DIR: '/no/such' }, cwd: at('cwd') };
  await expect(resolveWorkspace({ ...request, hostRoot: async () => undefined })).rejects.toThrow(
    'CLAUDE_PROJECT_DIR is not a folder here: /no/such.',
  );
});
