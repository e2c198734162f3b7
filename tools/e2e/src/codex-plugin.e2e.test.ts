import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { hostProgram } from './host-program.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('codex');

const run = promisify(execFile);
const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));

let command: string;
beforeAll(async () => {
  command = await hostProgram('codex');
}, 400_000);

let home: string;
beforeEach(async () => {
  // Not in a temporary folder: there it refuses to make its own programs, and says so on every line.
  const cache = process.env['CODEX_PRO_E2E_CACHE'] ?? join(homedir(), '.cache', 'codex-pro-e2e');
  await mkdir(cache, { recursive: true });
  home = await mkdtemp(join(cache, 'codex-home-'));
});
afterEach(() => rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

/** The real Codex CLI with a home of its own. Rejects where it ends with anything but 0. */
async function codex(...args: readonly string[]): Promise<string> {
  const env = {
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    CODEX_HOME: home,
  };
  return (await run(command, args, { cwd: home, env, timeout: 60_000 })).stdout;
}

interface Registered {
  readonly name: string;
  readonly transport: { readonly command: string; readonly args: readonly string[] };
}

const registered = async (): Promise<readonly Registered[]> =>
  JSON.parse(await codex('mcp', 'list', '--json'));

test("the Codex CLI installs our plugin from the repository's marketplace: four servers, and skills that shadow none of its own", async () => {
  await codex('plugin', 'marketplace', 'add', repositoryRoot);
  const { installedPath } = JSON.parse(await codex('plugin', 'add', 'codex-pro@codex-pro', '--json'));

  const servers = await registered();
  expect(servers.map(({ name }) => name).sort()).toEqual([
    'codex-pro-batch',
    'codex-pro-jobs',
    'codex-pro-rescue',
    'codex-pro-review',
  ]);
  for (const { transport } of servers) expect(transport.command).toBe('npx');

  const skills = await readdir(join(installedPath, 'skills'));
  expect(skills.length).toBe(9);
  for (const name of skills) {
    expect(name).toMatch(/^codex-pro-/);
    expect(await readFile(join(installedPath, 'skills', name, 'SKILL.md'), 'utf8')).toContain(
      `name: ${name}`,
    );
  }

  // What its model would be shown; nothing is sent.
  const shown = await codex('debug', 'prompt-input', 'Hello');
  const offered = [...shown.matchAll(/codex-pro:(codex-pro-[a-z-]+):/g)].map(([, name]) => name);
  const onlyByUser = ['codex-pro-cancel', 'codex-pro-config'];
  expect(offered.sort()).toEqual(skills.filter((name) => !onlyByUser.includes(name)).sort());
});

test('the commands of docs/hosts/codex.md register the servers of a clone', async () => {
  const page = await readFile(join(repositoryRoot, 'docs/hosts/codex.md'), 'utf8');
  const commands = [...page.matchAll(/^codex (mcp add .*)$/gm)].map(([, words = '']) =>
    words.replace('/path/to/codex-pro', repositoryRoot.replace(/\/$/, '')).split(' '),
  );
  expect(commands.length).toBe(4);
  for (const words of commands) await codex(...words);
  for (const { transport } of await registered()) {
    expect((await run(transport.command, [...transport.args, '--version'])).stdout).toMatch(/\d+\.\d+\.\d+/);
  }
});
