import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { collectSnapshot } from './collect-snapshot.ts';
import { isRunning } from './testing/running-process.ts';
import {
  createRepository,
  listed,
  snapshotOf,
  startedRepository,
  temporaryFolder,
} from './testing/test-repository.ts';
import { resolveWorkspace } from './workspace.ts';

describe('arguments', () => {
  test.each([
    [{ scope: 'staged', commit: 'HEAD' }, "'commit' does not go with the scope 'staged'"],
    [{ scope: 'working-tree', base: 'main' }, "'base' does not go with the scope 'working-tree'"],
    [{ scope: 'commit', range: 'a..b' }, "'range' does not go with the scope 'commit'"],
    [{ commit: 'HEAD', range: 'a..b' }, "'commit' and 'range' exclude each other"],
    [{ base: 'main', commit: 'HEAD' }, "'base' and 'commit' exclude each other"],
    [{ scope: 'paths' }, "needs 'paths'"],
    [{ scope: 'range' }, "The scope 'range' needs 'range'"],
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
    const gone = { scope: 'working-tree', paths: ['gone.ts'] } as const;
    await expect(snapshotOf(repository, gone)).rejects.toMatchObject({
      code: 'target_empty',
      hint: expect.stringMatching(
        /^There is no file or folder 'gone\.ts' now: check `paths`. Choose another/,
      ),
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

  test('a stopped collection throws what stopped it, and leaves no process', async () => {
    const home = temporaryFolder();
    vi.stubEnv('HOME', home);
    const pid = join(home, 'pid');
    writeFileSync(join(home, '.gitconfig'), `[filter "slow"]\n\tclean = "echo $$ > ${pid}; exec sleep 60"\n`);
    const repository = startedRepository();
    repository.write('.gitattributes', 'a.ts filter=slow\n');
    repository.write('a.ts', 'x\n');
    const controller = new AbortController();
    const workspace = await resolveWorkspace(repository.root, controller.signal);
    const caps = { file: 1000, total: 1000 };
    const collected = collectSnapshot({ workspace, scope: 'auto', caps, signal: controller.signal });
    const outcome = expect(collected).rejects.toMatchObject({ code: 'cancelled' });
    await vi.waitFor(() => expect(readFileSync(pid, 'utf8')).toMatch(/\d+\n/), { timeout: 10_000 });
    controller.abort();
    await outcome;
    const filter = Number(readFileSync(pid, 'utf8'));
    await vi.waitFor(() => expect(isRunning(filter)).toBe(false), { timeout: 10_000 });
  });

  test('ids may be SHA-256', async () => {
    const repository = createRepository(temporaryFolder(), '--object-format=sha256');
    repository.write('a', 'a\n');
    expect(listed(await snapshotOf(repository))).toEqual(['untracked a']);
    const head = repository.commit();
    const snapshot = await snapshotOf(repository, { commit: 'HEAD' });
    expect(snapshot.target.head).toBe(head);
    expect(snapshot.files).toMatchObject([{ path: 'a', content: 'a\n' }]);
  });
});
