import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { directImports } from './direct-imports.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'codex-pro-build-'));
  const files = {
    'node_modules/@codex-pro/parts/package.json': '{"name":"@codex-pro/parts","exports":"./index.ts"}',
    'node_modules/@codex-pro/parts/index.ts':
      "export type { Size } from './size.ts';\nexport { one, two as second } from './numbers.ts';\nexport { heavy } from './heavy.ts';\n",
    'node_modules/@codex-pro/parts/numbers.ts': 'export const one = 1; export const two = 2;',
    'node_modules/@codex-pro/parts/heavy.ts': 'globalThis.loaded = true; export const heavy = 3;',
    'node_modules/@codex-pro/parts/size.ts': 'export type Size = number;',
    'entry.ts':
      "import {\n  one,\n  second as twice,\n  type Size,\n} from '@codex-pro/parts';\nexport const sum: Size = one + twice;\nexport { one as first } from '@codex-pro/parts';\n",
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('a name comes from the file that makes it, under its own name, and nothing else of the package is loaded', async () => {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'entry.ts')],
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [directImports(root)],
  });
  const code = outputFiles[0]?.text ?? '';
  expect(code).not.toContain('loaded');
  expect(await import(`data:text/javascript,${encodeURIComponent(code)}`)).toMatchObject({
    sum: 3,
    first: 1,
  });
});
