import { expect, test } from 'vitest';
import { createRepository, snapshotOf } from './testing/test-repository.ts';

test('of a change of 72 MB, what lies behind the first 64 MiB is listed and nothing is lost', async () => {
  const repository = createRepository();
  repository.commit();
  const names = Array.from({ length: 20 }, (_, i) => `f${String(i).padStart(2, '0')}.txt`);
  for (const name of names) repository.write(name, `${name} ${'x'.repeat(80)}\n`.repeat(40_000));
  repository.commit();
  const caps = { file: 2 ** 23, total: 2 ** 27 };
  const { files } = await snapshotOf(repository, { commit: 'HEAD', caps });
  expect(files.map(({ path }) => path)).toEqual(names);
  const sent = files.filter(({ omitted }) => omitted === null);
  expect(sent.length).toBeGreaterThanOrEqual(16);
  for (const { hunks } of sent) expect(hunks[0]?.newLines).toBe(40_000);
  for (const file of files.slice(sent.length)) {
    expect(file).toMatchObject({ added: 40_000, hunks: [], omitted: { word: 'too_large' } });
  }
  expect(sent.length).toBeLessThan(files.length);
});
