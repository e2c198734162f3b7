import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replaceFile, stageFile } from './replace-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-pro-replace-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const texts = [
  ['short', 'ä\n'],
  ['long', 'ä\n'.repeat(100_000)],
] as const;

test.each(texts)(
  'a %s text is there whole from its publication on, and the old one until then',
  async (name, text) => {
    await writeFile(join(folder, `${name}.md`), 'old');
    const staged = await stageFile(folder, `${name}.md`, text);
    expect(await readFile(join(folder, `${name}.md`), 'utf8')).toBe('old');
    await staged.publish();
    expect(await readFile(join(folder, `${name}.md`), 'utf8')).toBe(text);
  },
);

test.each(texts)('a %s text makes the folders on its way', async (name, text) => {
  await replaceFile(folder, `deep/er/${name}.md`, text);
  expect(await readFile(join(folder, `deep/er/${name}.md`), 'utf8')).toBe(text);
});

test.each(texts)('a %s text that cannot be written leaves nothing behind', async (name, text) => {
  await writeFile(join(folder, 'file'), '');
  await expect(replaceFile(folder, `file/${name}.md`, text)).rejects.toThrow();
  expect((await readdir(folder)).filter((each) => each.endsWith('.tmp'))).toEqual([]);
});

test('many at once, short and long, keep their own texts', async () => {
  const numbers = Array.from({ length: 200 }, (_, at) => at);
  const text = (at: number) => `${at}\n`.repeat(at % 7 === 0 ? 30_000 : 1);
  await Promise.all(numbers.map((at) => replaceFile(folder, `many/${at}.md`, text(at))));
  for (const at of numbers) expect(await readFile(join(folder, `many/${at}.md`), 'utf8')).toBe(text(at));
  expect(await readdir(join(folder, 'many'))).toHaveLength(200);
});
