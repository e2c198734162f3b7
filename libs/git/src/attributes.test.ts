import { describe, expect, test } from 'vitest';
import {
  createRepository,
  listed,
  snapshotOf,
  startedRepository,
  temporaryFolder,
} from './testing/test-repository.ts';

describe('what a change says of its own files by .gitattributes', () => {
  test.each(['-diff', 'binary', '[attr]'])('does not hide their lines as binary: %s', async (word) => {
    const repository = startedRepository();
    repository.write('old.ts', 'one\ntwo\nthree\nfour\nfive\n');
    repository.commit();
    repository.git('checkout', '-q', '-b', 'side');
    repository.write(
      '.gitattributes',
      word === '[attr]' ? '[attr]quiet -diff\n*.ts quiet\n' : `*.ts ${word}\n`,
    );
    repository.write('a.ts', 'one\nhidden\nthree\n');
    repository.write('src/new.ts', 'hidden\n');
    repository.git('mv', 'old.ts', 'renamed.ts');
    repository.write('renamed.ts', 'one\ntwo\nthree\nfour\nfive\nhidden\n');
    repository.write('nul.ts', Buffer.from('really\0binary\n'));
    repository.commit();
    const { files } = await snapshotOf(repository, { scope: 'branch', base: 'main' });
    const added = files.map(({ path, status, hunks, omitted }) => [
      path,
      status,
      hunks.flatMap(({ lines }) => lines).filter((line) => line === '+hidden').length,
      omitted?.word,
    ]);
    expect(added).toEqual([
      ['.gitattributes', 'added', 0, undefined],
      ['a.ts', 'modified', 1, undefined],
      ['nul.ts', 'added', 0, 'binary'],
      ['renamed.ts', 'renamed', 1, undefined],
      ['src/new.ts', 'added', 1, undefined],
    ]);
  });

  test('does not hide the old name of a file that it renames', async () => {
    const repository = startedRepository();
    repository.git('mv', 'a.ts', 'z.js');
    repository.write('z.js', 'one\ntwo\nthree\nhidden\n');
    repository.write('.gitattributes', 'a.ts -diff\n');
    repository.git('add', '-A');
    const { files } = await snapshotOf(repository);
    expect(files.find(({ path }) => path === 'z.js')?.hunks).toHaveLength(1);
  });

  test('does not make them generated, wherever it says so', async () => {
    const repository = startedRepository();
    repository.git('checkout', '-q', '-b', 'side');
    repository.write('src/.gitattributes', '*.ts linguist-generated\n');
    repository.write('.gitattributes', 'a.ts linguist-vendored=true\n');
    repository.write('a.ts', 'changed\n');
    repository.write('src/b.ts', 'changed\n');
    const uncommitted = await snapshotOf(repository);
    repository.commit();
    const branch = await snapshotOf(repository, { scope: 'branch', base: 'main' });
    repository.write('c.ts', 'later\n');
    repository.commit();
    const commit = await snapshotOf(repository, { scope: 'commit', commit: 'HEAD~1' });
    for (const { files } of [uncommitted, branch, commit]) {
      expect(files.filter(({ generated }) => generated)).toEqual([]);
    }
  });
});

test('what .gitattributes said before the change counts, nested, by macros, and not where the change takes it back', async () => {
  const repository = createRepository();
  repository.write('.gitattributes', '[attr]made linguist-generated\nlib/** made\n*.dat -diff\n');
  repository.write('lib/in/.gitattributes', 'mine.ts -linguist-generated\n');
  for (const path of ['lib/a.ts', 'lib/in/b.ts', 'lib/in/mine.ts', 'taken.ts', 'x.dat']) {
    repository.write(path, 'old\n');
  }
  repository.commit();
  for (const path of ['lib/a.ts', 'lib/in/b.ts', 'lib/in/mine.ts', 'x.dat']) repository.write(path, 'new\n');
  const { files } = await snapshotOf(repository);
  expect(files.filter(({ generated }) => generated).map(({ path }) => path)).toEqual([
    'lib/a.ts',
    'lib/in/b.ts',
  ]);
  expect(files.find(({ path }) => path === 'x.dat')?.omitted?.word).toBe('binary');
  repository.write('.gitattributes', '# nothing\n');
  const taken = await snapshotOf(repository);
  expect(taken.files.some(({ generated }) => generated)).toBe(false);
  expect(listed(taken)).toContain('modified x.dat');
});

test('asking the base leaves the index and the rest of the repository as they are', async () => {
  const repository = startedRepository();
  repository.git('config', 'core.splitIndex', 'true');
  repository.write('.gitattributes', '* linguist-generated\n');
  repository.commit();
  repository.write('a.ts', 'changed\n');
  const files = () => repository.git('-c', 'alias.all=!find .git | sort', 'all');
  const before = files();
  expect((await snapshotOf(repository)).files[0]?.generated).toBe(true);
  expect(files()).toBe(before);
});

test('before the first commit, and for files as they stand, the attributes are the working tree’s', async () => {
  const repository = createRepository(temporaryFolder());
  repository.write('.gitattributes', 'gen.ts linguist-generated\n');
  repository.write('gen.ts', 'made\n');
  expect((await snapshotOf(repository)).files.find(({ generated }) => generated)?.path).toBe('gen.ts');
  repository.commit();
  const stands = await snapshotOf(repository, { scope: 'paths', paths: ['.'] });
  expect(stands.files.find(({ generated }) => generated)?.path).toBe('gen.ts');
});
