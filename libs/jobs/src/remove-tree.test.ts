import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** root may do everything, unless it is taken away. */
async function removeAsPlainUser(path: string): Promise<void> {
  const words = [
    process.execPath,
    '--eval',
    `await (await import('${removeTree}')).removeTree(process.argv[1])`,
    path,
  ];
  const [program = '', ...args] =
    process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', ...words] : words;
  await promisify(execFile)(program, args);
}

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
  await removeAsPlainUser(tree);
  expect(existsSync(tree)).toBe(false);
  expect(existsSync(join(other, 'kept'))).toBe(true);
  await rm(root, { recursive: true });
});

test('a link in place of the folder, which may not be removed, opens nothing that it leads to', async () => {
  const root = mkdtempSync(join(tmpdir(), 'codex-pro-remove-'));
  const [closed, other] = [join(root, 'closed'), join(root, 'other')];
  mkdirSync(closed);
  mkdirSync(join(other, 'kept'), { recursive: true });
  chmodSync(join(other, 'kept'), 0o500);
  symlinkSync(other, join(closed, 'link'));
  chmodSync(closed, 0o555);
  await expect(removeAsPlainUser(join(closed, 'link'))).rejects.toThrow('EACCES');
  expect(statSync(join(other, 'kept')).mode & 0o777).toBe(0o500);
  chmodSync(closed, 0o755);
  await rm(root, { recursive: true });
});
