import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createRepository,
  listed,
  openRepository,
  snapshotOf,
  type TestRepository,
  temporaryFolder,
} from './repository-fixture.ts';

// The settings of whoever runs the tests take no part.
beforeEach(() => {
  vi.stubEnv('HOME', '/nonexistent');
  vi.stubEnv('XDG_CONFIG_HOME', undefined);
});
afterEach(() => vi.unstubAllEnvs());

/** One commit on `main`: `a.ts`, `src/b.ts`. */
function startedRepository(): TestRepository {
  const repository = createRepository();
  repository.write('a.ts', 'one\ntwo\nthree\n');
  repository.write('src/b.ts', 'b\n');
  repository.commit('first');
  return repository;
}

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
    const repository = startedRepository();
    repository.git('checkout', '-q', '-b', 'other');
    repository.write('a.ts', 'one\nTWO\nthree\n');
    repository.commit();
    repository.git('checkout', '-q', 'main');
    repository.write('a.ts', 'one\n2\nthree\n');
    repository.commit();
    expect(() => repository.git('merge', 'other')).toThrow();
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

  test('leaves out what was only touched', async () => {
    const repository = startedRepository();
    execFileSync('touch', ['-d', '2001-01-01', join(repository.root, 'a.ts')]);
    await expect(snapshotOf(repository, { scope: 'working-tree' })).rejects.toMatchObject({
      code: 'target_empty',
    });
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

describe('kinds of change', () => {
  test('renames, modes, links and types each have their status', async () => {
    const repository = startedRepository();
    repository.write('long.ts', 'a line that stays\n'.repeat(20));
    repository.write('run.sh', 'r\n');
    repository.write('plain', 'p\n');
    symlinkSync('a.ts', join(repository.root, 'link'));
    repository.commit();
    repository.git('mv', 'long.ts', 'moved/to here.ts'.replace('moved/', ''));
    repository.write('to here.ts', `${'a line that stays\n'.repeat(20)}and one more\n`);
    repository.git('mv', 'src/b.ts', 'c.ts');
    chmodSync(join(repository.root, 'run.sh'), 0o755);
    unlinkSync(join(repository.root, 'link'));
    symlinkSync('run.sh', join(repository.root, 'link'));
    unlinkSync(join(repository.root, 'plain'));
    symlinkSync('a.ts', join(repository.root, 'plain'));
    const { files } = await snapshotOf(repository);
    const seen = files.map(({ path, oldPath, status, oldMode, newMode, special, hunks }) =>
      [status, oldPath, path, oldMode, newMode, special, hunks.length].join(' '),
    );
    expect(seen).toEqual([
      'renamed src/b.ts c.ts 100644 100644  0',
      'modified  link 120000 120000 symlink 1',
      'type_changed  plain 100644 120000 symlink 2',
      'mode_changed  run.sh 100644 100755  0',
      'renamed long.ts to here.ts 100644 100644  1',
    ]);
    // A rename without a change still comes with its text.
    expect(files[0]?.content).toBe('b\n');
  });

  test('the pointer of a submodule is listed with the commits that it went between', async () => {
    const inner = createRepository();
    const before = inner.commit();
    const outer = createRepository();
    outer.git('submodule', '--quiet', 'add', inner.root, 'inner');
    outer.commit();
    const after = inner.commit();
    openRepository(join(outer.root, 'inner')).git('pull', '-q');
    const { files } = await snapshotOf(outer);
    expect(files).toMatchObject([{ path: 'inner', special: 'submodule', content: null, size: null }]);
    expect(files[0]?.hunks[0]?.lines).toEqual([
      `-Subproject commit ${before}`,
      `+Subproject commit ${after}`,
    ]);
  });

  test('binary, generated and secret files are told apart, and no text of a secret is kept', async () => {
    const repository = startedRepository();
    repository.write('.env', 'TOKEN=old-canary\n');
    repository.write('was.pem', 'moved-canary\n'.repeat(30));
    repository.write('known.bin', Buffer.from([1, 0, 2]));
    repository.commit();
    repository.write(
      '.gitattributes',
      'gen.ts linguist-generated\nvendor/** linguist-vendored=true\nmine.ts -linguist-generated\n',
    );
    for (const path of ['gen.ts', 'vendor/lib/x.js', 'mine.ts']) repository.write(path, 'x\n');
    repository.write('.env', 'TOKEN=new-canary\n');
    repository.write('id_rsa', 'untracked-canary\n');
    repository.write('known.bin', Buffer.from([1, 0, 3, 4]));
    repository.write('new.bin', Buffer.from([0, 1]));
    repository.git('mv', 'was.pem', 'innocent.txt');
    repository.write('innocent.txt', `${'moved-canary\n'.repeat(30)}more\n`);
    const snapshot = await snapshotOf(repository);
    expect(listed(snapshot)).toEqual([
      'modified .env [secret]',
      'untracked .gitattributes',
      'untracked gen.ts',
      'untracked id_rsa [secret]',
      'renamed innocent.txt [secret]',
      'modified known.bin [binary]',
      'untracked mine.ts',
      'untracked new.bin [binary]',
      'untracked vendor/lib/x.js',
    ]);
    expect(JSON.stringify(snapshot)).not.toContain('canary');
    expect(snapshot.files.filter(({ generated }) => generated).map(({ path }) => path)).toEqual([
      'gen.ts',
      'vendor/lib/x.js',
    ]);
    expect(snapshot.files.find(({ path }) => path === 'known.bin')).toMatchObject({
      binary: true,
      size: 4,
      content: null,
    });
  });

  test('names may hold spaces, quotes, newlines, any script, and bytes that are no UTF-8', async () => {
    const repository = startedRepository();
    const names = ['a b', 'q"\'q', 'n\nl', 'tab\t', '日本語/é.ts', '-dash', 'back\\slash', '# x'];
    for (const name of names) repository.write(name, 'old\n');
    const raw = Buffer.from([0x66, 0xff, 0x6f]);
    repository.write(raw, 'old\n');
    repository.commit();
    for (const name of [...names, raw]) repository.write(name, 'new\n');
    repository.write(Buffer.from([0x67, 0xfe]), 'new\n');
    const { files } = await snapshotOf(repository);
    expect(files.map(({ path }) => path).toSorted()).toEqual([...names, 'f\ufffdo', 'g\ufffd'].toSorted());
    expect(files.every(({ content, hunks }) => content === 'new\n' && hunks.length === 1)).toBe(true);
  });

  test('text that is no UTF-8 is read as Latin-1, hunks and whole text alike', async () => {
    const repository = startedRepository();
    repository.write('latin.c', Buffer.from('/* na\xefve */\nint x;\n', 'latin1'));
    repository.commit();
    repository.write('latin.c', Buffer.from('/* na\xefve */\nint y; // caf\xe9\n', 'latin1'));
    const { files } = await snapshotOf(repository);
    expect(files[0]?.content).toBe('/* naïve */\nint y; // café\n');
    expect(files[0]?.hunks[0]?.lines).toEqual([' /* naïve */', '-int x;', '+int y; // café']);
  });

  test('carriage returns stay, and where git turns them the whole text follows the hunks', async () => {
    const repository = startedRepository();
    repository.write('dos.txt', 'a\r\nb\r\n');
    repository.commit();
    repository.write('dos.txt', 'a\r\nc\r\n');
    const { files } = await snapshotOf(repository);
    expect(files[0]).toMatchObject({ content: 'a\r\nc\r\n' });
    expect(files[0]?.hunks[0]?.lines).toEqual([' a\r', '-b\r', '+c\r']);

    const converted = createRepository();
    converted.git('config', 'core.autocrlf', 'true');
    converted.write('dos.txt', 'a\r\nb\r\n');
    converted.commit();
    converted.write('dos.txt', 'a\r\nc\r\n');
    const after = await snapshotOf(converted);
    expect(after.files[0]).toMatchObject({ content: 'a\nc\n' });
    expect(after.files[0]?.hunks[0]?.lines).toEqual([' a', '-b', '+c']);
  });

  test("the user's and the repository's display settings change nothing", async () => {
    const repository = startedRepository();
    repository.write('blank.ts', 'a\n\nb\n');
    repository.commit();
    repository.write('blank.ts', 'a\n\nc\n');
    const plain = await snapshotOf(repository);
    for (const [name, value] of Object.entries({
      'diff.noprefix': 'true',
      'diff.mnemonicPrefix': 'true',
      'diff.suppressBlankEmpty': 'true',
      'diff.context': '0',
      'diff.renames': 'false',
      'diff.algorithm': 'patience',
      'color.ui': 'always',
      'color.diff': 'always',
      'core.quotePath': 'true',
      'diff.wordRegex': '.',
      'diff.submodule': 'log',
      'diff.relative': 'true',
      'status.showUntrackedFiles': 'no',
    })) {
      repository.git('config', name, value);
    }
    expect(await snapshotOf(repository)).toEqual(plain);
  });
});

describe('caps', () => {
  test('a change over the cap of a file is listed, and a small change of a large file is kept without its whole text', async () => {
    const repository = startedRepository();
    repository.write('large.ts', 'line of a large file\n'.repeat(1000));
    repository.commit();
    repository.write('large.ts', `${'line of a large file\n'.repeat(1000)}end\n`);
    repository.write('huge.ts', 'x\n'.repeat(1000));
    const { files } = await snapshotOf(repository, { caps: { file: 1000, total: 10_000 } });
    expect(files).toMatchObject([
      { path: 'huge.ts', omitted: { word: 'too_large' }, hunks: [], content: null, size: 2000 },
      { path: 'large.ts', omitted: null, content: null, size: 21_004, added: 1 },
    ]);
    expect(files[1]?.hunks).toHaveLength(1);
  });

  test('over the cap of all, the largest changes are listed without their text', async () => {
    const repository = startedRepository();
    for (const [name, lines] of Object.entries({ a: 400, b: 10, c: 20, d: 300 })) {
      repository.write(name, 'x\n'.repeat(lines));
    }
    const caps = { file: 10_000, total: 1000 };
    const expected = ['a [too_large]', 'b', 'c', 'd'];
    expect(listed(await snapshotOf(repository, { caps }))).toEqual(
      expected.map((name) => `untracked ${name}`),
    );
    repository.commit();
    expect(listed(await snapshotOf(repository, { commit: 'HEAD', caps }))).toEqual([
      'added a [too_large]',
      'added b',
      'added c',
      'added d',
    ]);
  });

  test('a file of 40 MB is not compared, only listed with its size', async () => {
    const repository = startedRepository();
    repository.write('huge.txt', 'y'.repeat(40_000_000));
    repository.commit();
    repository.write('huge.txt', 'z'.repeat(40_000_001));
    const { files } = await snapshotOf(repository);
    expect(files).toMatchObject([{ path: 'huge.txt', omitted: { word: 'binary' }, size: 40_000_001 }]);
  });
});

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
    const repository = startedRepository();
    repository.git('checkout', '-q', '-b', 'side');
    repository.write('side.ts', 's\n');
    repository.commit();
    repository.git('checkout', '-q', 'main');
    repository.write('main.ts', 'm\n');
    repository.commit();
    repository.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
    expect(listed(await snapshotOf(repository, { commit: 'HEAD' }))).toEqual(['added side.ts']);
  });

  test('a range with two dots compares its ends, with three the right one with where they parted', async () => {
    const repository = startedRepository();
    repository.git('checkout', '-q', '-b', 'side');
    repository.write('side.ts', 's\n');
    repository.commit();
    repository.git('checkout', '-q', 'main');
    repository.write('main.ts', 'm\n');
    repository.commit();
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

describe('arguments', () => {
  test.each([
    [{ scope: 'staged', commit: 'HEAD' }, "'commit' does not go with the scope 'staged'"],
    [{ scope: 'working-tree', base: 'main' }, "'base' does not go with the scope 'working-tree'"],
    [{ scope: 'commit', range: 'a..b' }, "'range' does not go with the scope 'commit'"],
    [{ commit: 'HEAD', range: 'a..b' }, "'commit' and 'range' exclude each other"],
    [{ base: 'main', commit: 'HEAD' }, "'base' and 'commit' exclude each other"],
    [{ scope: 'paths' }, "needs 'paths'"],
    [{ scope: 'range' }, 'is not a range'],
    [{ range: '..' }, 'is not a range'],
  ] as const)('%j is refused', async (request, message) => {
    await expect(snapshotOf(startedRepository(), request)).rejects.toMatchObject({
      code: 'input_invalid',
      message: expect.stringContaining(message),
    });
  });

  test('an empty target names what was looked at', async () => {
    const repository = startedRepository();
    await expect(snapshotOf(repository)).rejects.toMatchObject({
      code: 'target_empty',
      message: expect.stringContaining('looked at the working tree against HEAD'),
      hint: expect.stringMatching(/No base was found.*name a ref as `base`/),
    });
    repository.write('a.ts', 'x\n');
    await expect(snapshotOf(repository, { scope: 'working-tree', paths: ['src'] })).rejects.toMatchObject({
      code: 'target_empty',
      message: expect.stringContaining('in src'),
    });
  });

  test('the scope paths takes files whole, as they stand, and one that git ignores if it is named', async () => {
    const repository = startedRepository();
    repository.write('.gitignore', 'plan.md\n');
    repository.write('plan.md', '# plan\n');
    repository.write('src/new.ts', 'n\n');
    const snapshot = await snapshotOf(repository, { scope: 'paths', paths: ['src', 'plan.md', 'a.ts'] });
    expect(listed(snapshot)).toEqual(['added a.ts', 'added plan.md', 'added src/b.ts', 'added src/new.ts']);
    expect(snapshot.target).toMatchObject({
      scope: 'paths',
      base: null,
      head: null,
      description: 'src, plan.md, a.ts as it stands (4 files)',
    });
    expect(snapshot.files[0]?.hunks[0]?.lines).toEqual(['+one', '+two', '+three']);
    await expect(snapshotOf(repository, { scope: 'paths', paths: ['src/*.ts'] })).rejects.toMatchObject({
      code: 'input_invalid',
      hint: expect.stringContaining('not patterns'),
    });
  });

  test('paths narrow a commit, also to what is gone', async () => {
    const repository = startedRepository();
    rmSync(join(repository.root, 'src'), { recursive: true });
    repository.write('a.ts', 'x\n');
    repository.commit();
    expect(listed(await snapshotOf(repository, { commit: 'HEAD', paths: ['src/b.ts'] }))).toEqual([
      'deleted src/b.ts',
    ]);
  });

  test('a stopped collection throws what stopped it', async () => {
    const repository = startedRepository();
    const { resolveWorkspace } = await import('./workspace.ts');
    const { collectSnapshot } = await import('./collect-snapshot.ts');
    const workspace = await resolveWorkspace(repository.root, AbortSignal.timeout(5000));
    const caps = { file: 1, total: 1 };
    await expect(
      collectSnapshot({ workspace, scope: 'auto', caps, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });
});
