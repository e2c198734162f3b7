import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { treeChanges } from '../isolation/tree-store.ts';
import { expectUndone } from '../testing/expect-undone.ts';
import { setUndoStage, type UndoStage } from '../testing/undo-stage.ts';
import { mergeChanges } from './merge-changes.ts';
import { readOutcome } from './outcome-record.ts';

const onFullDisk = fileURLToPath(new URL('../testing/record-on-full-disk.ts', import.meta.url));
const undoClosed = fileURLToPath(new URL('../testing/undo-closed.ts', import.meta.url));
const recordUnreadable = fileURLToPath(new URL('../testing/record-unreadable.ts', import.meta.url));

let stage: UndoStage;
beforeEach(async () => {
  stage = await setUndoStage();
  stage.put('.gitignore', '*.env\nlocal.*\nout/\nnode_modules/\n');
  stage.put('a.txt', 'text\n');
});
afterEach(() => stage.close());

/** root may read and write everything, unless that is taken away. */
function underPermissions(script: string, ...given: string[]) {
  const words = [process.execPath, script, ...given];
  const [program = '', ...args] =
    process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', ...words] : words;
  return promisify(execFile)(program, args);
}

const at = (path: string) => join(stage.root, path);

test('whatever a job does to files, ignored or not: undone, all is byte for byte and bit for bit as before', async () => {
  await expectUndone(6);
}, 60_000);

test('secrets come back with their permissions, links as links, and folders that were empty', async () => {
  stage.put('key.env', 'secret', 0o600);
  stage.put('out/run', '#!/bin/sh\n', 0o750);
  symlinkSync('/no/such/place', at('out/link'));
  mkdirSync(at('out/empty'), { mode: 0o700 });
  const before = stage.everything();
  const job = await stage.begin();
  rmSync(at('key.env'));
  rmSync(at('out'), { recursive: true });
  stage.put('out/made/new', 'new');
  await job.end();
  expect(new Set((await job.undo()).written)).toEqual(
    new Set(['key.env', 'out/link', 'out/made/new', 'out/run']),
  );
  expect(stage.everything()).toEqual(before);
});

test('folders come back as they were, empty ones too, and those that the job made go', async () => {
  for (const path of ['mine', 'kept/inner', 'closed', 'left']) mkdirSync(at(path), { recursive: true });
  chmodSync(at('closed'), 0o700);
  stage.put('left/by-the-user', 'text');
  const before = stage.everything();
  const job = await stage.begin();
  stage.put('mine/of-the-job', 'new');
  rmSync(at('kept'), { recursive: true });
  chmodSync(at('closed'), 0o755);
  mkdirSync(at('made/deep'), { recursive: true });
  mkdirSync(at('filled'));
  await job.end();
  stage.put('filled/by-the-user', 'mine');
  rmSync(at('left'), { recursive: true });
  await job.undo();
  const { left: _, 'left/by-the-user': __, ...stayed } = before;
  expect(stage.everything()).toEqual({
    ...stayed,
    filled: expect.stringMatching(/^40/),
    'filled/by-the-user': expect.stringMatching(/mine$/),
  });
});

test('what is brought home from a copy and undone leaves the folders of the user, empty ones too', async () => {
  stage.git('add', '.');
  stage.git('commit', '--quiet', '--message=all');
  mkdirSync(at('mine'));
  const before = stage.everything();
  const job = await stage.begin({ isolation: 'worktree' });
  mkdirSync(join(job.place.root, 'mine'));
  writeFileSync(join(job.place.root, 'mine', 'new'), 'new');
  const { before: was, after: now } = await job.end();
  const { store, workspace: folder } = job.place;
  const { signal } = new AbortController();
  await mergeChanges({ store, folder, changes: treeChanges(was, now), signal });
  expect(stage.everything()).toHaveProperty(['mine/new']);
  await job.undo();
  expect(stage.everything()).toEqual(before);
});

test('what this user may not read is there to read only, is named, and is on the branch as it was', async () => {
  stage.put('closed/own', 'of somebody');
  stage.put('secret.txt', 'secret');
  stage.git('add', '.');
  stage.git('commit', '--quiet', '--message=all');
  stage.put('untracked/own', 'precious');
  for (const path of ['closed', 'secret.txt', 'untracked']) chmodSync(at(path), 0);
  const { stdout } = await underPermissions(recordUnreadable, stage.root, stage.elsewhere);
  for (const path of ['closed', 'secret.txt', 'untracked']) chmodSync(at(path), 0o755);
  const unreadable = ['closed', 'secret.txt', 'untracked'];
  const { branch, ...told } = JSON.parse(stdout) as Record<string, string[] | string>;
  for (const [where, paths] of Object.entries(told)) expect([...paths].sort(), where).toEqual(unreadable);
  expect(stage.git('diff', '--name-only', 'HEAD', String(branch))).toBe('a.txt\n');
});

test('what a job did in folders that it closed is seen and undone', async () => {
  const { stdout } = await underPermissions(undoClosed);
  const { before, changed, now } = JSON.parse(stdout) as Record<string, unknown>;
  expect(changed).toEqual(['kept/file', 'locked/file', 'made/new', 'shut/file']);
  expect(now).toEqual(before);
});

test('an ignored file that the user changed since is merged, or refuses it all', async () => {
  const lines = (...changed: string[]) => [...'abcdefghij', ...changed].join('\n');
  stage.put('x.env', lines());
  stage.put('local.db', 'db');
  const job = await stage.begin();
  stage.put('x.env', lines('job'));
  stage.put('local.db', 'db of the job');
  await job.end();
  stage.put('local.db', 'db of the user');
  const was = stage.everything();
  await expect(job.undo()).rejects.toMatchObject({
    code: 'input_invalid',
    message: expect.stringContaining('local.db'),
  });
  expect(stage.everything()).toEqual(was);
  stage.put('local.db', 'db');
  stage.put('x.env', `mine\n${lines('job')}`);
  expect((await job.undo()).written).toEqual(['x.env']);
  expect(readFileSync(at('x.env'), 'utf8')).toBe(`mine\n${lines()}`);
});

test('permissions that the user changed since stay', async () => {
  stage.put('x.env', 'secret', 0o600);
  stage.put('local.db', 'db', 0o600);
  const job = await stage.begin();
  for (const name of ['x.env', 'local.db']) chmodSync(at(name), 0o644);
  await job.end();
  chmodSync(at('local.db'), 0o640);
  await job.undo();
  expect([at('x.env'), at('local.db')].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o640]);
});

test('of a job that was stopped before its end, what was recorded comes back, and what is new stays', async () => {
  stage.put('x.env', 'secret');
  const job = await stage.begin();
  rmSync(at('x.env'));
  stage.put('out/of-whom', 'perhaps the user’s');
  await job.undo();
  await job.place.release();
  expect(readFileSync(at('x.env'), 'utf8')).toBe('secret');
  expect(readFileSync(at('out/of-whom'), 'utf8')).toBe('perhaps the user’s');
});

test('what was changed after a job that wrote down no end is kept when it is undone, and comes back', async () => {
  const job = await stage.begin();
  stage.put('b.txt', 'of the job');
  await job.place.release();
  stage.put('a.txt', 'of the user, later\n');
  const was = stage.everything();
  expect((await job.undo()).written).toEqual(['a.txt', 'b.txt']);
  const { store, workspace: folder } = job.place;
  const end = await readOutcome(job.folder);
  const changes = treeChanges(await store.read(end?.before ?? ''), await store.read(end?.after ?? ''));
  await mergeChanges({ store, folder, changes, signal: new AbortController().signal });
  expect(stage.everything()).toEqual(was);
});

test('the smallest are recorded; what does not fit is there to read only, and is named', async () => {
  stage.put('x.env', 'secret');
  stage.put('local.db', 'd'.repeat(60_000));
  stage.put('out/large', 'l'.repeat(50_000));
  stage.put('node_modules/dep/index.js', 'dep');
  stage.put('nested/file', 'text');
  stage.git('init', '--quiet', 'nested');
  const job = await stage.begin({ ignoredBytes: 65_000 });
  await job.place.release();
  expect([...job.place.dependencies].sort()).toEqual(['local.db', 'nested', 'node_modules']);
  const named = new Map(job.place.notDone.map(({ what, why }) => [what, why]));
  expect(named.get('local.db')).toMatch(/^read_only: git ignores it.+rescue\.undo\.ignored.+worktree/);
  expect(named.get('node_modules')).toMatch(/^read_only: dependencies.+rescue\.dependencies/);
  expect(named.get('nested')).toMatch(/^read_only: it has a repository of its own/);
  expect(named.size).toBe(3);
  const open = await stage.begin({ ignoredBytes: 65_000, confined: false });
  await open.place.release();
  expect(open.place.notDone.map(({ why }) => why.split(':')[0])).toEqual(Array(3).fill('unprotected'));
});

test('pipes and sockets are named and passed over, and an ignored repository is left whole', async () => {
  mkdirSync(at('out'));
  const server = createServer().listen(at('out/service.sock'));
  stage.put('out/file', 'text');
  stage.put('local.d/inner/.git/config', 'x');
  const job = await stage.begin();
  await job.place.release();
  server.close();
  expect(job.place.notDone.map(({ what, why }) => [what, why.split(':')[0]])).toEqual([
    ['out/service.sock', 'special'],
    ['local.d', 'read_only'],
  ]);
  expect([...(await job.place.store.read(job.place.ignoredBefore?.tree ?? '')).keys()]).toEqual(['out/file']);
});

test('a job that is cancelled while it records has no place yet', async () => {
  stage.put('x.env', 'secret');
  const cancelled = new AbortController();
  const folder = join(stage.elsewhere, 'job');
  const taking = stage.begin({ folder, signal: cancelled.signal });
  cancelled.abort();
  await expect(taking).rejects.toMatchObject({ code: 'cancelled' });
  expect(await readdir(folder).catch(() => [])).not.toContain('place.json');
});

test('a disk that is full while a job records is said so, and nothing is changed', async () => {
  stage.put('local.db', 'd'.repeat(4_000_000));
  const before = stage.everything();
  const small = join(stage.elsewhere, 'small');
  mkdirSync(small);
  const words = ['--dev-bind', '/', '/', '--size', '1000000', '--tmpfs', small, process.execPath, onFullDisk];
  const { stdout } = await promisify(execFile)('bwrap', [...words, stage.root, small]);
  expect(JSON.parse(stdout)).toMatchObject({
    code: 'not_configured',
    message: expect.stringMatching(/^The disk of .+ is full: .+ Nothing was run/),
    files: ['files.git'],
  });
  expect(stage.everything()).toEqual(before);
});

test('where more is left unrecorded than a sandbox can be told, in-place is refused and auto works in a copy', async () => {
  for (let at = 0; at <= 100; at += 1) stage.put(`packages/p${at}/node_modules/x/index.js`, 'x');
  stage.git('add', '.');
  stage.git('commit', '--quiet', '--message=all');
  await expect(stage.begin()).rejects.toMatchObject({
    code: 'target_too_large',
    message: expect.stringContaining('101 files and folders'),
  });
  const { place } = await stage.begin({ isolation: 'auto' });
  expect(place).toMatchObject({ isolation: 'worktree', root: expect.not.stringContaining('/project') });
  // The workspace is free for others.
  const next = await stage.begin({ isolation: 'auto', dependencies: [], ignoredBytes: 1024 });
  expect(next.place.isolation).toBe('in-place');
  await next.place.release();
});
