import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quotedPath } from './quoted-path.ts';
import { createRepository } from './testing/test-repository.ts';

test('paths are quoted as git quotes them, whatever bytes they hold', () => {
  const repository = createRepository();
  const names = fc.sample(
    fc
      .uint8Array({ minLength: 1, maxLength: 12 })
      .filter((bytes) => !bytes.includes(0) && !bytes.includes(0x2f)),
    { numRuns: 300, seed: 7 },
  );
  const unique = new Map(
    names
      .map((name) => Buffer.concat([Buffer.from('n'), name]))
      .map((name) => [name.toString('latin1'), name]),
  );
  for (const name of unique.values()) repository.write(name, 'x\n');
  repository.git('add', '-A');
  const headers = repository
    .gitBytes('-c', 'core.quotePath=false', 'diff', '--cached', '--no-renames')
    .toString('latin1')
    .split('\n')
    .filter((line) => line.startsWith('diff --git '));
  const expected = [...unique.values()].map(
    (name) =>
      `diff --git ${quotedPath('a/', name).toString('latin1')} ${quotedPath('b/', name).toString('latin1')}`,
  );
  expect(headers.toSorted()).toEqual(expected.toSorted());
});
