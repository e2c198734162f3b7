import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Bundle, bundleServers, distFolder } from './bundle.ts';
import { differences } from './dist-differences.ts';

let bundle: Bundle;
beforeAll(async () => {
  bundle = await bundleServers();
}, 60_000);

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
  expect(await differences(bundle.files, distFolder)).toEqual([]);
});

/** The outputs that an output loads with itself. */
function loadedWith(start: string): string[] {
  const { outputs } = bundle.metafile;
  const loaded = new Set<string>();
  const load = (name: string): void => {
    if (outputs[name] === undefined || loaded.has(name)) return;
    loaded.add(name);
    for (const { path, kind } of outputs[name].imports) if (kind === 'import-statement') load(path);
  };
  load(start);
  return [...loaded];
}

const dist = 'plugins/codex-pro/dist/';

test('a server loads neither the SDK nor its schemas before it has something to do', () => {
  const inputs = loadedWith(`${dist}review.mjs`).flatMap((name) =>
    Object.keys(bundle.metafile.outputs[name]?.inputs ?? {}),
  );
  expect(inputs).toContain('libs/capability/src/faces.ts');
  expect(inputs.filter((path) => path.includes('node_modules'))).toEqual([]);
});

test.each(['review.mjs', 'chunks/serve-face-', 'chunks/stop-gate-'])(
  'a Node that is too old to have all of what we use can load %s, and say so',
  (beginning) => {
    const [start = ''] = Object.keys(bundle.metafile.outputs).filter((name) =>
      name.startsWith(dist + beginning),
    );
    const names = loadedWith(start);
    expect(names).toContain(start);
    for (const name of names) {
      const text = new TextDecoder().decode(bundle.files.get(name.slice(dist.length)));
      expect(text, name).not.toContain('getBuiltinModule(');
    }
  },
);
