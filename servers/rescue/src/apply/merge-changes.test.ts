import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { captureTree } from '../isolation/capture-tree.ts';
import { type Tree, TreeStore, treeChanges } from '../isolation/tree-store.ts';
import { mergeChanges } from './merge-changes.ts';

const { signal } = new AbortController();
let root: string;
let folder: string;
let store: TreeStore;
let before: Tree;
let after: Tree;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'codex-pro-merge-test-'));
  folder = join(root, 'folder');
  store = await TreeStore.open(join(root, 'files.git'), 'sha1', signal);
  await mkdir(join(folder, 'deep', 'er'), { recursive: true });
  await put('text.txt', 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n');
  await put('deep/er/gone.txt', 'gone\n');
  await put('run.sh', 'echo\n');
  await put('crlf.txt', 'a\r\nb\r\n');
  await writeFile(join(folder, 'binary'), Buffer.from([0, 1, 2, 255]));
  before = await capture();
  await put('text.txt', 'one\ntwo\nthree\nfour\nfive\nsix\nSEVEN\n');
  await rm(join(folder, 'deep'), { recursive: true });
  await chmod(join(folder, 'run.sh'), 0o755);
  await put('crlf.txt', 'a\r\nB\r\n');
  await writeFile(join(folder, 'binary'), Buffer.from([0, 9, 2, 255]));
  await put('new/folder/file with  spaces\tand 数.txt', 'new\n');
  await symlink('text.txt', join(folder, 'link'));
  after = await capture();
});
afterEach(() => rm(root, { recursive: true, force: true }));

const put = async (path: string, text: string) => {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
};
const names = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
const capture = async (): Promise<Tree> => (await captureTree(store, folder, await names())).tree;
const forward = () => mergeChanges({ store, folder, changes: treeChanges(before, after), signal });
const back = () => mergeChanges({ store, folder, changes: treeChanges(after, before), signal });

test('taken back and applied again, the files are byte for byte what they were; a second time changes nothing', async () => {
  expect((await back()).written).toHaveLength(7);
  expect(await capture()).toEqual(before);
  expect(await back()).toMatchObject({ written: [], already: expect.arrayContaining(['binary', 'link']) });
  expect((await forward()).written).toHaveLength(7);
  expect(await capture()).toEqual(after);
  expect((await lstat(join(folder, 'run.sh'))).mode & 0o111).not.toBe(0);
  expect(await readlink(join(folder, 'link'))).toBe('text.txt');
  expect((await forward()).written).toEqual([]);
});

test('what the user changed elsewhere in a file stays, and the change comes in', async () => {
  await back();
  await put('text.txt', 'ONE\ntwo\nthree\nfour\nfive\nsix\nseven\n');
  await forward();
  expect(await readFile(join(folder, 'text.txt'), 'utf8')).toBe('ONE\ntwo\nthree\nfour\nfive\nsix\nSEVEN\n');
});

const conflicts: readonly (readonly [what: string, make: () => Promise<unknown>])[] = [
  ['the same line changed otherwise', () => put('text.txt', 'one\ntwo\nthree\nfour\nfive\nsix\nother\n')],
  ['a file that was to be deleted changed', () => put('deep/er/gone.txt', 'kept\n')],
  ['a file that was to be changed is gone', () => rm(join(folder, 'crlf.txt'))],
  ['another file is where a new one goes', () => put('new/folder/file with  spaces\tand 数.txt', 'mine\n')],
  ['a binary file changed', () => writeFile(join(folder, 'binary'), Buffer.from([7, 0]))],
  ['a folder is where a link goes', () => mkdir(join(folder, 'link'))],
  [
    'a link leads elsewhere on the way',
    async () => {
      await mkdir(join(root, 'elsewhere'));
      await symlink(join(root, 'elsewhere'), join(folder, 'new'));
    },
  ],
];

for (const [what, make] of conflicts) {
  test(`${what}: nothing is written at all`, async () => {
    await back();
    await make();
    const was = await capture();
    await expect(forward()).rejects.toMatchObject({ code: 'input_invalid' });
    expect(await capture()).toEqual(was);
    expect((await names()).filter((name) => name.includes('.tmp'))).toEqual([]);
  });
}

test('a failure half-way takes back what was done, and a file keeps the permissions that it has', async () => {
  await back();
  await chmod(join(folder, 'text.txt'), 0o640);
  await put('new', 'a file of the user, where a folder should go\n');
  const was = await capture();
  await expect(forward()).rejects.toMatchObject({
    code: 'input_invalid',
    message: expect.stringContaining('Nothing was written'),
  });
  expect(treeChanges(was, await capture())).toEqual([]);
  expect(await names()).toHaveLength(was.size);
  await rm(join(folder, 'new'));
  await forward();
  expect(treeChanges(after, await capture())).toEqual([]);
  expect((await lstat(join(folder, 'text.txt'))).mode & 0o777).toBe(0o640);
});

test('a file keeps its owner, where this user may give it to somebody', async () => {
  const path = join(folder, 'text.txt');
  const { uid, gid } = await lstat(path);
  const owner = uid === 0 ? [12_345, 12_346] : [uid, gid];
  await chown(path, owner[0] ?? uid, owner[1] ?? gid);
  await back();
  const now = await lstat(path);
  expect([now.uid, now.gid]).toEqual(owner);
});
