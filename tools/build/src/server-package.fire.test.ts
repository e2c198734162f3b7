import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleServers, repositoryRoot, serverNames } from './bundle.ts';
import { reachedFiles } from './reached-files.ts';
import { serverPackage } from './server-package.ts';
import { writePackage } from './write-package.ts';

const run = promisify(execFile);
const servers = serverNames();
let bundle: Awaited<ReturnType<typeof bundleServers>>;
let folder = '';
let packed: readonly Packed[] = [];
beforeAll(async () => {
  bundle = await bundleServers();
  folder = await mkdtemp(join(tmpdir(), 'codex-pro-packages-'));
  const folders = servers.map((server) => join(folder, server));
  await Promise.all(
    servers.map((server, at) => writePackage(serverPackage(server, bundle), folders[at] ?? '')),
  );
  const env = { ...process.env, npm_config_cache: join(folder, 'cache') };
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', ...folders], { cwd: folder, env });
  packed = JSON.parse(stdout);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Packed {
  readonly name: string;
  readonly version: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

test.each(servers)('npm packs of %s what it can load, and no more', async (server) => {
  const { version } = JSON.parse(await readFile(join(repositoryRoot, 'package.json'), 'utf8'));
  const one = packed.find(({ name }) => name === `@codex-pro/${server}`);
  expect(one?.version).toBe(version);
  const paths = (one?.files ?? []).map(({ path }) => path);
  const reached = reachedFiles(`${server}.mjs`, bundle.metafile).files.map((path) => `dist/${path}`);
  const loaded = paths.filter((path) => path.endsWith('.mjs')).sort();
  expect(loaded).toEqual(reached);
  const others = paths.filter((path) => !loaded.includes(path) && !path.startsWith('dist/vendor/')).sort();
  expect(others).toEqual(['LICENSE', 'README.md', 'THIRD_PARTY_NOTICES.txt', 'package.json']);
  // One server alone runs commands in the sandbox.
  const helpers = paths.filter((path) => path.startsWith('dist/vendor/')).length;
  expect(helpers).toBe(server === 'rescue' ? 2 : 0);
  expect(one?.unpackedSize).toBeLessThan(5 * 1024 * 1024);
});

test('a package carries the licences of the code that is in it, and of no other', async () => {
  const notices = (server: string) => readFile(join(folder, server, 'THIRD_PARTY_NOTICES.txt'), 'utf8');
  expect(await notices('batch')).toContain('\nmammoth ');
  expect(await notices('jobs')).not.toContain('\nmammoth ');
  expect(await notices('jobs')).toContain('\nundici ');
});

test('a manifest asks for nothing, runs nothing at the installation, and names the repository that publishes it', () => {
  const files = serverPackage('review', bundle, 'https://github.com/someone/codex-pro');
  const manifest = JSON.parse(Buffer.from(files.get('package.json') ?? []).toString());
  for (const key of ['dependencies', 'devDependencies', 'scripts', 'private', 'workspaces'])
    expect(manifest).not.toHaveProperty(key);
  expect(manifest).toMatchObject({
    repository: { type: 'git', url: 'git+https://github.com/someone/codex-pro.git' },
    publishConfig: { access: 'public', provenance: true },
    engines: { node: '>=22.19' },
  });
});
