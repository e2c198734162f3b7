import { cp, mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBareHost } from './bare-host.ts';
import { distFolder, serverNames } from './bundle.ts';

/** Tells of everything that Node's permission model refuses, also where the program takes no notice, and of every socket. */
const watch = `
  import { subscribe } from 'node:diagnostics_channel';
  for (const kind of ['fs', 'child', 'worker', 'addon', 'wasi'])
    subscribe('node:permission-model:' + kind, (what) => process._rawDebug('REFUSED ' + JSON.stringify(what)));
  subscribe('net.client.socket', () => process._rawDebug('REFUSED a socket'));
`;

let folder: string;
let dist: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-silent-')));
  dist = join(folder, 'plugin', 'dist');
  await cp(distFolder, dist, { recursive: true });
  for (const name of ['home', 'codex', 'workspace']) await mkdir(join(folder, name));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

/** A server that may read its own files and do nothing else; its environment has no PATH. */
function confined(server: string) {
  const preload = `data:text/javascript,${encodeURIComponent(watch)}`;
  const words = ['--permission', `--allow-fs-read=${dist}`, '--import', preload, join(dist, `${server}.mjs`)];
  const env = {
    HOME: folder,
    CODEX_HOME: join(folder, 'codex'),
    CODEX_PRO_HOME: join(folder, 'home'),
    CLAUDE_PROJECT_DIR: join(folder, 'workspace'),
    CLAUDE_PLUGIN_ROOT: join(folder, 'plugin'),
    CODEX_PRO_API_KEY: 'a-key',
  };
  return startBareHost(words, { cwd: join(folder, 'workspace'), env });
}

test.each(serverNames)(
  'the %s server lists its tools, and touches nothing but its own program',
  async (server) => {
    const host = await confined(server);
    const { tools } = await host.request('tools/list');
    expect(tools).not.toEqual([]);
    await sleep(500);
    await host.close();
    expect(host.stderr()).toBe('');
    expect(host.asked).toEqual([]);
  },
);

test('what a call touches is seen: the watch above is awake', async () => {
  const host = await confined('jobs');
  await host.request('tools/call', { name: 'list_jobs', arguments: {} });
  await host.close();
  expect(host.stderr()).toContain('REFUSED');
});

test('nothing was written', async () => {
  const left = await Promise.all(['home', 'codex', 'workspace'].map((name) => readdir(join(folder, name))));
  expect(left).toEqual([[], [], []]);
});
