import { describe, expect, test } from 'vitest';

import { listed, snapshotOf, startedRepository } from './testing/test-repository.ts';

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

  test('a file of 40 MB is not compared, only listed with its size, as text or as binary', async () => {
    const repository = startedRepository();
    repository.write('huge.bin', Buffer.alloc(5_000_000));
    repository.write('huge.txt', 'y'.repeat(40_000_000));
    repository.commit();
    repository.write('huge.bin', Buffer.alloc(5_000_001));
    repository.write('huge.txt', 'z'.repeat(40_000_001));
    const expected = [
      { path: 'huge.bin', omitted: { word: 'binary' }, binary: true, size: 5_000_001 },
      { path: 'huge.txt', omitted: { word: 'too_large' }, binary: false, size: 40_000_001 },
    ];
    expect((await snapshotOf(repository)).files).toMatchObject(expected);
    repository.commit();
    expect((await snapshotOf(repository, { commit: 'HEAD' })).files).toMatchObject(expected);
  });
});
