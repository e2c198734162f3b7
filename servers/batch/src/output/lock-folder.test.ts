import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from './lock-folder.ts';
import { lockName } from './own-files.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-pro-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const alive = async () => true;
const dead = async () => false;

test('a folder has one batch at a time, and is free when that one is done', async () => {
  const lock = await lockFolder(folder, 'bat-22222222', alive);
  await expect(lockFolder(folder, 'bat-33333333', alive)).rejects.toThrow(/bat-22222222 is writing to/);
  await lock.release();
  await lockFolder(folder, 'bat-33333333', alive);
  expect(await readdir(folder)).toEqual([lockName]);
});

test.each([
  ['of a job that runs no more', JSON.stringify({ job: 'bat-22222222' })],
  ['of an earlier attempt of the same job', JSON.stringify({ job: 'bat-33333333' })],
  ['cut short by a kill', ''],
])('a lock %s is taken over', async (_what, content) => {
  await writeFile(join(folder, lockName), content);
  await lockFolder(folder, 'bat-33333333', dead);
  await expect(lockFolder(folder, 'bat-44444444', alive)).rejects.toThrow(/bat-33333333/);
});

test('of many that begin together one gets it', async () => {
  const ids = Array.from({ length: 12 }, (_, at) => `bat-${at}2222222`);
  const running = new Set(ids);
  const outcomes = await Promise.allSettled(
    ids.map((id) => lockFolder(folder, id, async (other) => running.has(other))),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1);
  expect(await readdir(folder)).toEqual([lockName]);
});

test('of two that find the lock of a dead batch the later one leaves the new lock of the first alone', async () => {
  await writeFile(join(folder, lockName), JSON.stringify({ job: 'bat-dead2222' }));
  const meanwhile = async () => {
    await lockFolder(folder, 'bat-22222222', dead);
    return false;
  };
  await expect(lockFolder(folder, 'bat-33333333', meanwhile)).rejects.toThrow(/bat-22222222 is writing to/);
  expect(await readdir(folder)).toEqual([lockName]);
  await expect(lockFolder(folder, 'bat-44444444', alive)).rejects.toThrow(/bat-22222222 is writing to/);
});
