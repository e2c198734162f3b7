import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  listed,
  openRepository,
  partedRepository,
  snapshotOf,
  startedRepository,
  temporaryFolder,
} from './testing/test-repository.ts';

describe('commits', () => {
  test('a commit is compared with its parent, the first one with nothing, HEAD unless named', async () => {
    const repository = startedRepository();
    repository.write('a.ts', 'x\n');
    const id = repository.commit();
    const snapshot = await snapshotOf(repository, { scope: 'commit' });
    expect(listed(snapshot)).toEqual(['modified a.ts']);
    expect(snapshot.target).toMatchObject({
      scope: 'commit',
      head: id,
      headName: 'HEAD',
      baseName: 'HEAD~1',
    });
    const first = await snapshotOf(repository, { commit: 'HEAD~1' });
    expect(listed(first)).toEqual(['added a.ts', 'added src/b.ts']);
    expect(first.target).toMatchObject({ base: null, baseName: null, headName: 'HEAD~1' });
    expect(first.files[0]).toMatchObject({ content: 'one\ntwo\nthree\n', size: 14 });
  });

  test('a merge is compared with its first parent', async () => {
    const repository = partedRepository({ 'side.ts': 's\n' }, { 'main.ts': 'm\n' });
    repository.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
    expect(listed(await snapshotOf(repository, { commit: 'HEAD' }))).toEqual(['added side.ts']);
  });

  test('a range with two dots compares its ends, with three the right one with where they parted', async () => {
    const repository = partedRepository({ 'side.ts': 's\n' }, { 'main.ts': 'm\n' });
    expect(listed(await snapshotOf(repository, { range: 'main..side' }))).toEqual([
      'deleted main.ts',
      'added side.ts',
    ]);
    expect(listed(await snapshotOf(repository, { range: 'main...side' }))).toEqual(['added side.ts']);
    expect((await snapshotOf(repository, { range: 'side..' })).target).toMatchObject({
      baseName: 'side',
      headName: 'HEAD',
    });
    await expect(snapshotOf(repository, { range: 'main' })).rejects.toMatchObject({ code: 'input_invalid' });
  });

  test('the text of a commit is its own, whatever lies on disk', async () => {
    const repository = startedRepository();
    repository.write('a.ts', 'committed\n');
    repository.commit();
    repository.write('a.ts', 'uncommitted\n');
    const { files } = await snapshotOf(repository, { commit: 'HEAD' });
    expect(files[0]?.content).toBe('committed\n');
    repository.git('add', '.');
    repository.write('a.ts', 'unstaged\n');
    expect((await snapshotOf(repository, { scope: 'staged' })).files[0]?.content).toBe('uncommitted\n');
  });

  test('a shallow clone says what to fetch, for a branch and for its oldest commit', async () => {
    const origin = startedRepository();
    origin.git('checkout', '-q', '-b', 'side');
    for (const name of ['x', 'y']) {
      origin.write(name, 'x\n');
      origin.commit();
    }
    const root = join(temporaryFolder(), 'clone');
    origin.git('clone', '-q', '--depth=1', '--no-single-branch', `file://${origin.root}`, root);
    const clone = openRepository(root);
    const fix = { code: 'input_invalid', hint: expect.stringContaining('git fetch --unshallow') };
    await expect(snapshotOf(clone, { base: 'origin/main' })).rejects.toMatchObject(fix);
    await expect(snapshotOf(clone, { commit: 'HEAD' })).rejects.toMatchObject(fix);
    await expect(snapshotOf(clone, { commit: 'HEAD~5' })).rejects.toMatchObject(fix);
    clone.write('x', 'changed\n');
    expect(listed(await snapshotOf(clone))).toEqual(['modified x']);
  });
});
