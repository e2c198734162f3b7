import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundleServers, distFolder } from './bundle.ts';
import { differences } from './dist-differences.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-pro-build-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('missing, changed and left-over files are each named', async () => {
  await mkdir(join(folder, 'chunks'));
  await writeFile(join(folder, 'review.mjs'), 'old');
  await writeFile(join(folder, 'chunks/gone.mjs'), 'x');
  const fresh = new Map([
    ['review.mjs', Buffer.from('new')],
    ['chunks/a.mjs', Buffer.from('a')],
  ]);
  expect(await differences(fresh, folder)).toEqual([
    'changed: review.mjs',
    'left over: chunks/gone.mjs',
    'missing: chunks/a.mjs',
  ]);
});

test('the committed bundles are what the sources give, byte for byte (else: npm run build)', async () => {
  const { files } = await bundleServers();
  expect(await differences(files, distFolder)).toEqual([]);
}, 60_000);
