import { execFileSync } from 'node:child_process';
import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  createRepository,
  listed,
  openRepository,
  partedRepository,
  snapshotOf,
  startedRepository,
  temporaryFolder,
} from './testing/test-repository.ts';

describe('the working tree', () => {
  test('is what is staged, unstaged and untracked, against HEAD', async () => {
    const repository = startedRepository();
    repository.write('a.ts', 'one\n2\nthree\n');
    repository.write('staged.ts', 's\n');
    repository.git('add', 'staged.ts');
    repository.write('new.ts', 'n\nm');
    repository.write('ignored.log', 'x\n');
    repository.write('.gitignore', '*.log\n');
    unlinkSync(join(repository.root, 'src/b.ts'));
    const snapshot = await snapshotOf(repository);
    expect(listed(snapshot)).toEqual([
      'untracked .gitignore',
      'modified a.ts',
      'untracked new.ts',
      'deleted src/b.ts',
      'added staged.ts',
    ]);
    expect(snapshot.target).toEqual({
      scope: 'working-tree',
      base: repository.git('rev-parse', 'HEAD'),
      baseName: 'HEAD',
      head: null,
      headName: null,
      description: 'the working tree against HEAD (5 files)',
    });
    expect(snapshot.files[1]).toEqual({
      path: 'a.ts',
      oldPath: null,
      status: 'modified',
      oldMode: '100644',
      newMode: '100644',
      binary: false,
      special: null,
      generated: false,
      added: 1,
      removed: 1,
      hunks: [
        {
          oldStart: 1,
          oldLines: 3,
          newStart: 1,
          newLines: 3,
          heading: '',
          lines: [' one', '-two', '+2', ' three'],
        },
      ],
      content: 'one\n2\nthree\n',
      size: 12,
      omitted: null,
    });
    expect(snapshot.files[2]).toMatchObject({
      oldMode: null,
      newMode: '100644',
      added: 2,
      removed: 0,
      content: 'n\nm',
      size: 3,
      hunks: [
        {
          oldStart: 0,
          oldLines: 0,
          newStart: 1,
          newLines: 2,
          lines: ['+n', '+m', '\\ No newline at end of file'],
        },
      ],
    });
    expect(snapshot.files[3]).toMatchObject({ newMode: null, content: null, size: null });
  });

  test('survives JSON, in which it is stored beside its job', async () => {
    const repository = startedRepository();
    repository.write('a.ts', 'é\u2028\0x\n'.replace('\0', ''));
    const snapshot = await snapshotOf(repository);
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
  });

  test('is compared with nothing before the first commit', async () => {
    const repository = createRepository();
    repository.write('staged', 's\n');
    repository.git('add', '.');
    repository.write('new', 'n\n');
    const snapshot = await snapshotOf(repository);
    expect(listed(snapshot)).toEqual(['untracked new', 'added staged']);
    expect(snapshot.target).toMatchObject({ base: null, baseName: null });
    expect(listed(await snapshotOf(repository, { scope: 'staged' }))).toEqual(['added staged']);
  });

  test('is the same from a subfolder, where relative paths start', async () => {
    const repository = startedRepository();
    repository.write('a.ts', 'x\n');
    repository.write('src/b.ts', 'x\n');
    const folder = join(repository.root, 'src');
    expect(listed(await snapshotOf(repository, { folder }))).toEqual(['modified a.ts', 'modified src/b.ts']);
    expect(listed(await snapshotOf(repository, { folder, paths: ['b.ts'] }))).toEqual(['modified src/b.ts']);
    expect(listed(await snapshotOf(repository, { folder, paths: [join(repository.root, 'a.ts')] }))).toEqual([
      'modified a.ts',
    ]);
  });

  test('has a file that conflicts with its markers; staged, it is listed as unmerged', async () => {
    const repository = partedRepository({ 'a.ts': 'one\nTWO\nthree\n' }, { 'a.ts': 'one\n2\nthree\n' });
    expect(() => repository.git('merge', 'side')).toThrow();
    const snapshot = await snapshotOf(repository);
    expect(listed(snapshot)).toEqual(['modified a.ts']);
    expect(snapshot.files[0]?.content).toContain('<<<<<<<');
    expect(listed(await snapshotOf(repository, { scope: 'staged' }))).toEqual(['modified a.ts [unmerged]']);
  });

  test('shows a file that is only intended to be added, which staged it is not yet', async () => {
    const repository = startedRepository();
    repository.write('later.ts', 'l\n');
    repository.git('add', '--intent-to-add', 'later.ts');
    expect(listed(await snapshotOf(repository))).toEqual(['added later.ts']);
    await expect(snapshotOf(repository, { scope: 'staged' })).rejects.toMatchObject({ code: 'target_empty' });
  });

  test('leaves out what was only touched, be it text, binary or too large to compare', async () => {
    const repository = startedRepository();
    repository.write('binary', Buffer.from([1, 0, 2]));
    repository.write('large', 'x'.repeat(5_000_000));
    repository.commit();
    for (const path of ['a.ts', 'binary', 'large']) {
      execFileSync('touch', ['-d', '2001-01-01', join(repository.root, path)]);
    }
    await expect(snapshotOf(repository, { scope: 'working-tree' })).rejects.toMatchObject({
      code: 'target_empty',
    });
  });

  test('lists each kind of conflict once, whatever of it lies on disk', async () => {
    const repository = startedRepository();
    repository.git('checkout', '-q', '-b', 'other');
    repository.write('both.ts', 'theirs\n');
    repository.write('a.ts', 'theirs\n');
    unlinkSync(join(repository.root, 'src/b.ts'));
    repository.commit();
    repository.git('checkout', '-q', 'main');
    repository.write('both.ts', 'ours\n');
    repository.write('src/b.ts', 'ours\n');
    unlinkSync(join(repository.root, 'a.ts'));
    repository.commit();
    expect(() => repository.git('merge', 'other')).toThrow();
    expect(listed(await snapshotOf(repository))).toEqual(['added a.ts', 'modified both.ts']);
  });

  test('skips FIFOs, and tells of a tracked file that became one', async () => {
    const repository = startedRepository();
    execFileSync('mkfifo', [join(repository.root, 'fifo')]);
    repository.write('new', 'n\n');
    expect(listed(await snapshotOf(repository))).toEqual(['untracked new']);
    unlinkSync(join(repository.root, 'a.ts'));
    execFileSync('mkfifo', [join(repository.root, 'a.ts')]);
    execFileSync('touch', ['-d', '2001-01-01', join(repository.root, 'a.ts')]);
    await expect(snapshotOf(repository)).rejects.toMatchObject({
      code: 'input_invalid',
      message: expect.stringContaining('a.ts'),
    });
  });

  test('of a sparse checkout has only what lies on disk', async () => {
    const repository = startedRepository();
    repository.git('sparse-checkout', 'set', '--no-cone', '/a.ts');
    repository.write('a.ts', 'x\n');
    expect(listed(await snapshotOf(repository))).toEqual(['modified a.ts']);
    expect(listed(await snapshotOf(repository, { scope: 'paths', paths: ['.'] }))).toEqual(['added a.ts']);
  });

  test('of a linked worktree is its own', async () => {
    const repository = startedRepository();
    const root = join(temporaryFolder(), 'tree');
    repository.git('worktree', 'add', '-q', '-b', 'side', root);
    const tree = openRepository(root);
    tree.write('a.ts', 'x\n');
    repository.write('src/b.ts', 'x\n');
    expect(listed(await snapshotOf(tree))).toEqual(['modified a.ts']);
  });
});
