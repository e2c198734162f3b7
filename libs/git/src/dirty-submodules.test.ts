import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  createRepository,
  listed,
  openRepository,
  snapshotOf,
  startedRepository,
  type TestRepository,
} from './testing/test-repository.ts';

/** A repository with `inner` as a submodule at `lib/in ner`, which has `deep` as one. */
function nested(): { outer: TestRepository; inner: TestRepository; deep: TestRepository } {
  const [deepSource, innerSource, outer] = [startedRepository(), startedRepository(), startedRepository()];
  innerSource.git('submodule', '--quiet', 'add', deepSource.root, 'deep');
  innerSource.commit();
  outer.git('submodule', '--quiet', 'add', innerSource.root, 'lib/in ner');
  outer.git('submodule', '--quiet', 'update', '--init', '--recursive');
  outer.commit();
  const inner = openRepository(join(outer.root, 'lib/in ner'));
  return { outer, inner, deep: openRepository(join(inner.root, 'deep')) };
}

describe('a submodule with changes of its own', () => {
  test.each([
    ['changed', 'inner', 'a.ts'],
    ['new', 'inner', 'untracked.ts'],
    ['changed in its own submodule', 'deep', 'a.ts'],
  ] as const)('is listed beside the files: %s', async (_, which, path) => {
    const repositories = nested();
    repositories[which].write(path, 'changed\n');
    repositories.outer.write('a.ts', 'changed\n');
    expect(listed(await snapshotOf(repositories.outer))).toEqual([
      'modified a.ts',
      'modified lib/in ner [submodule]',
    ]);
  });

  test('is all there is, or stands beside the branch, which auto goes on with', async () => {
    const { outer, inner } = nested();
    inner.write('a.ts', 'changed\n');
    expect(listed(await snapshotOf(outer))).toEqual(['modified lib/in ner [submodule]']);
    outer.git('checkout', '-q', '-b', 'fix');
    outer.write('b.ts', 'new\n');
    outer.commit();
    const { target, files } = await snapshotOf(outer);
    expect(target.scope).toBe('branch');
    expect(files.map(({ path }) => path)).toEqual(['b.ts', 'lib/in ner']);
    expect(listed(await snapshotOf(outer, { scope: 'branch', base: 'main' }))).toEqual(['added b.ts']);
    expect(listed(await snapshotOf(outer, { paths: ['b.ts'] }))).toEqual(['added b.ts']);
  });

  test('that points elsewhere as well is listed once, with its pointer', async () => {
    const { outer, inner } = nested();
    inner.write('a.ts', 'changed\n');
    inner.commit();
    inner.write('a.ts', 'again\n');
    const { files } = await snapshotOf(outer);
    expect(files).toMatchObject([{ path: 'lib/in ner', special: 'submodule', omitted: null }]);
  });

  test('that git will not tell of is listed too; a clean one, an empty folder and a link are not', async () => {
    const { outer, inner } = nested();
    outer.write('a.ts', 'changed\n');
    expect(listed(await snapshotOf(outer))).toEqual(['modified a.ts']);
    writeFileSync(join(inner.root, '.git'), 'gitdir: /nonexistent\n');
    const { files } = await snapshotOf(outer);
    expect(files).toMatchObject([
      { path: 'a.ts' },
      { omitted: { why: expect.stringMatching(/^git would not/) } },
    ]);
    rmSync(inner.root, { recursive: true });
    mkdirSync(inner.root);
    expect(listed(await snapshotOf(outer))).toEqual(['modified a.ts']);
    rmSync(inner.root, { recursive: true });
    symlinkSync(outer.root, inner.root);
    expect(listed(await snapshotOf(outer))).not.toContain('modified lib/in ner [submodule]');
  });

  test('or a worktree that lies inside does not keep auto from the branch', async () => {
    const repository = startedRepository();
    repository.git('checkout', '-q', '-b', 'fix');
    repository.write('b.ts', 'new\n');
    repository.commit();
    repository.git('worktree', 'add', '-q', '-b', 'side', '.trees/side');
    expect(listed(await snapshotOf(repository))).toEqual([
      'untracked .trees/side [unreadable]',
      'added b.ts',
    ]);
  });

  test('need not be named in .gitmodules', async () => {
    const outer = startedRepository();
    const inner = createRepository(join(outer.root, 'embedded'));
    inner.write('x.ts', 'x\n');
    inner.commit();
    outer.commit();
    expect(outer.git('ls-files', '--stage', 'embedded')).toMatch(/^160000 /);
    inner.write('x.ts', 'y\n');
    expect(listed(await snapshotOf(outer))).toEqual(['modified embedded [submodule]']);
  });
});

test('asking a submodule writes nothing into it', async () => {
  const { outer, inner } = nested();
  inner.write('a.ts', 'one\ntwo\nthree\n');
  const find = () => execFileSync('find', ['.git', '-printf', '%p %T@\n'], { cwd: outer.root }).toString();
  const before = find();
  outer.write('a.ts', 'changed\n');
  expect(listed(await snapshotOf(outer))).toEqual(['modified a.ts']);
  expect(find()).toBe(before);
});
