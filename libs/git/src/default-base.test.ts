import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createRepository,
  listed,
  openRepository,
  snapshotOf,
  temporaryFolder,
} from './testing/test-repository.ts';

/** A clone with `main` from `origin`, and one commit on each of its branches. */
function clonedRepository(defaultBranch = 'main') {
  const origin = createRepository();
  origin.git('checkout', '-q', '-b', defaultBranch === 'main' ? 'unused' : defaultBranch);
  origin.write('a', 'a\n');
  origin.commit();
  origin.git('branch', '-f', 'main');
  origin.git('checkout', '-q', defaultBranch);
  const root = join(temporaryFolder(), 'clone');
  origin.git('clone', '-q', origin.root, root);
  return openRepository(root);
}

test('a branch is compared with the branch it was made from', async () => {
  const clone = clonedRepository();
  clone.git('checkout', '-q', '-b', 'release', 'origin/main');
  clone.write('release', 'r\n');
  clone.commit();
  clone.git('checkout', '-q', '-b', 'fix');
  clone.git('branch', '-q', '--set-upstream-to', 'release');
  clone.write('fix', 'f\n');
  clone.commit();
  const snapshot = await snapshotOf(clone);
  expect(listed(snapshot)).toEqual(['added fix']);
  expect(snapshot.target).toMatchObject({ scope: 'branch', baseName: 'release', headName: 'fix' });
});

test('a branch that was pushed under its own name is compared with the default branch', async () => {
  const clone = clonedRepository();
  clone.git('checkout', '-q', '-b', 'fix');
  clone.write('fix', 'f\n');
  clone.commit();
  clone.git('push', '-q', '-u', 'origin', 'fix');
  const snapshot = await snapshotOf(clone);
  expect(listed(snapshot)).toEqual(['added fix']);
  expect(snapshot.target).toMatchObject({ baseName: 'origin/main' });
});

test('the default branch may have any name', async () => {
  const clone = clonedRepository('trunk');
  clone.git('checkout', '-q', '-b', 'fix', '--no-track');
  clone.write('fix', 'f\n');
  clone.commit();
  expect((await snapshotOf(clone)).target).toMatchObject({ baseName: 'origin/trunk' });
});

test('the default branch itself is compared with what is pushed of it', async () => {
  const clone = clonedRepository();
  clone.write('mine', 'm\n');
  clone.commit();
  const snapshot = await snapshotOf(clone);
  expect(listed(snapshot)).toEqual(['added mine']);
  expect(snapshot.target).toMatchObject({ baseName: 'origin/main', headName: 'main' });
});

test('without a remote it is the local main, and a detached HEAD has a base too', async () => {
  const repository = createRepository();
  repository.commit();
  repository.git('checkout', '-q', '-b', 'fix');
  repository.write('fix', 'f\n');
  repository.commit();
  expect((await snapshotOf(repository)).target).toMatchObject({ baseName: 'main', headName: 'fix' });
  repository.git('checkout', '-q', '--detach');
  expect((await snapshotOf(repository)).target).toMatchObject({ baseName: 'main', headName: 'HEAD' });
});

test('what the base has gained meanwhile is not part of the branch', async () => {
  const repository = createRepository();
  repository.commit();
  repository.git('checkout', '-q', '-b', 'fix');
  repository.write('fix', 'f\n');
  repository.commit();
  repository.git('checkout', '-q', 'main');
  repository.write('main', 'm\n');
  repository.commit();
  repository.git('checkout', '-q', 'fix');
  expect(listed(await snapshotOf(repository, { base: 'main' }))).toEqual(['added fix']);
});

test('a base that only origin has is found there', async () => {
  const clone = clonedRepository();
  clone.git('checkout', '-q', '-b', 'fix');
  clone.git('branch', '-q', '-D', 'main');
  clone.write('fix', 'f\n');
  clone.commit();
  expect((await snapshotOf(clone, { base: 'main' })).target).toMatchObject({ baseName: 'origin/main' });
});

test('without any base the error says to name one', async () => {
  const repository = createRepository();
  repository.git('checkout', '-q', '-b', 'alone');
  repository.commit();
  await expect(snapshotOf(repository, { scope: 'branch' })).rejects.toMatchObject({
    code: 'input_invalid',
    hint: expect.stringContaining('`base`'),
  });
});

test('unrelated histories are refused, with the range that compares them', async () => {
  const repository = createRepository();
  repository.commit('one root');
  repository.git('checkout', '-q', '--orphan', 'other');
  repository.commit('another root');
  await expect(snapshotOf(repository, { base: 'main' })).rejects.toMatchObject({
    code: 'input_invalid',
    hint: expect.stringContaining("'main..other'"),
  });
});
