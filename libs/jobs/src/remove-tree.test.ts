import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const removeTree = new URL('./remove-tree.ts', import.meta.url).href;

test('folders that may not be written or looked into go too, and nothing that a link leads to', async () => {
  const root = mkdtempSync(join(tmpdir(), 'codex-pro-remove-'));
  const [tree, other] = [join(root, 'tree'), join(root, 'other')];
  for (const folder of [other, ...['a/b', 'c', 'd/e'].map((name) => join(tree, name))])
    mkdirSync(folder, { recursive: true });
  for (const file of ['a/b/x', 'c/x', 'd/e/x']) writeFileSync(join(tree, file), 'x');
  writeFileSync(join(other, 'kept'), 'x');
  symlinkSync(other, join(tree, 'a', 'link'));
  for (const [path, bits] of [
    ['a/b', 0o555],
    ['a', 0o555],
    ['c', 0],
    ['d', 0o444],
  ] as const)
    chmodSync(join(tree, path), bits);
  // root may do all that, unless it is taken away.
  const words = [
    process.execPath,
    '--eval',
    `(await import('${removeTree}')).removeTree(process.argv[1])`,
    tree,
  ];
  const [program = '', ...args] =
    process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', ...words] : words;
  await promisify(execFile)(program, args);
  expect(existsSync(tree)).toBe(false);
  expect(existsSync(join(other, 'kept'))).toBe(true);
  await rm(root, { recursive: true });
});
