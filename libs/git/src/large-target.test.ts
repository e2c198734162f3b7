import { channel } from 'node:diagnostics_channel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRepository, snapshotOf } from './testing/test-repository.ts';

let spawned = 0;
const count = () => {
  spawned += 1;
};
beforeEach(() => {
  spawned = 0;
  channel('child_process').subscribe(count);
});
afterEach(() => {
  channel('child_process').unsubscribe(count);
});

const caps = { file: 256 * 1024, total: 2 * 1024 * 1024 };

test('300 files with 20,000 changed lines and 300 untracked files of 20 kB are listed whole, by five processes', async () => {
  const repository = createRepository();
  const lines = (seed: string) => Array.from({ length: 67 }, (_, i) => `${seed} line ${i}\n`).join('');
  for (let i = 0; i < 300; i += 1) repository.write(`src/f${i}.ts`, lines('old'));
  repository.commit();
  for (let i = 0; i < 300; i += 1) {
    repository.write(`src/f${i}.ts`, lines('new'));
    repository.write(`untracked/u${i}.txt`, `${'x'.repeat(79)}\n`.repeat(250));
  }
  spawned = 0;
  const { files } = await snapshotOf(repository, { caps });
  expect(spawned).toBe(5);
  expect(files).toHaveLength(600);
  const changed = files.filter(({ status }) => status === 'modified');
  expect(changed.reduce((sum, { added }) => sum + added, 0)).toBe(20_100);
  expect(changed.every(({ hunks }) => hunks.length > 0)).toBe(true);
  // 6 MB of new text: what fits is there, the rest says why not.
  for (const { hunks, omitted } of files) expect(hunks.length > 0).toBe(omitted === null);
  expect(files.some(({ omitted }) => omitted?.word === 'too_large')).toBe(true);
});

test('a branch costs eight processes at most, its base looked up and verified', async () => {
  const repository = createRepository();
  repository.commit();
  repository.git('checkout', '-q', '-b', 'fix');
  repository.write('a', 'a\n');
  repository.write('b', Buffer.from([0]));
  repository.commit();
  spawned = 0;
  await snapshotOf(repository, { scope: 'branch', caps });
  expect(spawned).toBeLessThanOrEqual(8);
});

test('more files than a person would have reviewed are refused, with what to do', async () => {
  const repository = createRepository();
  repository.write('a', 'a\n');
  const blob = repository.git('hash-object', '-w', 'a');
  const index = Array.from({ length: 20_001 }, (_, i) => `100644 ${blob} 0\tf${i}\n`).join('');
  repository.write('.git/list', index);
  repository.git('-c', `alias.fill=!git update-index --index-info < ${repository.root}/.git/list`, 'fill');
  await expect(snapshotOf(repository, { scope: 'staged', caps })).rejects.toMatchObject({
    code: 'target_too_large',
    hint: expect.stringContaining('`paths`'),
  });
});
