import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startEmulator } from '@codex-pro/emulator';
import { type StartedClient, startClient } from '@codex-pro/mcp';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { bundleServers, serverNames } from './bundle.ts';
import { serverPackage } from './server-package.ts';
import { writePackage } from './write-package.ts';

const run = promisify(execFile);
const servers = serverNames();
const path = `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`;

let folder = '';
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-installed-')));
  const bundle = await bundleServers();
  const sources = servers.map((server) => join(folder, 'packages', server));
  await Promise.all(
    servers.map((server, at) => writePackage(serverPackage(server, bundle), sources[at] ?? '')),
  );
  await npm(folder, 'pack', ...sources);
  await Promise.all(servers.map(install));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

/** With an empty cache of its own: nothing can be fetched from there. */
async function npm(cwd: string, ...words: readonly string[]): Promise<void> {
  await run('npm', words, { cwd, env: { ...process.env, npm_config_cache: join(cwd, '.cache') } });
}

/** From the packed file into an empty folder, without a network. */
async function install(server: string): Promise<void> {
  const place = join(folder, 'installed', server);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'package.json'), '{"private": true}');
  const [tarball] = (await readdir(folder)).filter((name) => name.startsWith(`codex-pro-${server}-`));
  await npm(place, 'install', '--offline', '--no-audit', '--no-fund', join(folder, tarball ?? ''));
}

/** The program as npm links it: what `npx -y @codex-pro/<server>` runs. */
const program = (server: string) =>
  join(folder, 'installed', server, 'node_modules/.bin', `codex-pro-${server}`);

function environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PATH: path,
    HOME: folder,
    CODEX_PRO_HOME: join(folder, 'state'),
    CODEX_HOME: join(folder, 'codex'),
    ...more,
  };
}

async function connect(server: string, cwd: string, env = environment()): Promise<StartedClient> {
  const client = await startClient({ command: program(server), args: [], cwd, env });
  onTestFinished(() => client.close());
  return client;
}

/** A repository with one change that is not committed. */
async function changedProject(): Promise<string> {
  const project = await mkdtemp(join(folder, 'project-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], { cwd: project });
  git('init', '--quiet');
  await writeFile(join(project, 'sum.js'), 'export const sum = (a, b) => a + b;\n');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Add a sum');
  await writeFile(join(project, 'sum.js'), 'export const sum = (a, b) => a - b;\n');
  return project;
}

test.each(servers)('%s, installed alone, says its version and lists its tools', async (server) => {
  const { stdout } = await run(program(server), ['--version'], { env: environment() });
  expect(stdout).toMatch(new RegExp(`^codex-pro ${server} \\d+\\.\\d+\\.\\d+\n$`));
  const client = await connect(server, folder);
  expect(client.server?.name).toBe(`codex-pro-${server}`);
  expect((await client.listTools()).length).toBeGreaterThan(2);
});

test('review, installed alone, counts what it would send without a login', async () => {
  const client = await connect('review', await changedProject());
  const { isError, text } = await client.call('review', { dry_run: true });
  expect(isError, text).toBe(false);
  expect(text).toContain('sum.js');
});

test('a job of the review package runs in a worker from that package, and the jobs package alone shows its result', async () => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const project = await changedProject();
  const env = environment({ CODEX_PRO_BASE_URL: emulator.url, CODEX_PRO_API_KEY: 'emulator-key' });

  const review = await connect('review', project, env);
  const reviewed = await review.call('review', { depth: 'quick', wait_seconds: 60 });
  expect(reviewed.isError, reviewed.text).toBe(false);
  expect(reviewed.structured?.['job']).toMatchObject({ state: 'succeeded' });
  expect(emulator.violations).toEqual([]);

  const jobs = await connect('jobs', project, env);
  const listed = await jobs.call('list_jobs', {});
  expect(listed.structured?.['jobs']).toMatchObject([{ kind: 'review', state: 'succeeded' }]);
  const result = await jobs.call('get_result', {});
  expect(result.isError, result.text).toBe(false);
  const setup = await jobs.call('check_setup', {});
  expect(setup.structured?.['checks']).toContainEqual({
    check: 'other servers',
    state: 'ok',
    detail:
      'Not installed beside this one: review, rescue, batch. Each works by itself, from a package of its own.',
    fix: null,
  });
});

test('the jobs package alone starts a review again, with the program of the package that began it', async () => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  emulator.fail({ fault: 'forbidden', endpoint: 'responses' });
  const project = await changedProject();
  const env = environment({ CODEX_PRO_BASE_URL: emulator.url, CODEX_PRO_API_KEY: 'emulator-key' });
  const review = await connect('review', project, env);
  const failed = await review.call('review', { depth: 'quick', wait_seconds: 60 });
  expect(failed.text).toMatch(/^forbidden/);

  emulator.heal();
  const jobs = await connect('jobs', project, env);
  const job_id = /\brev-[a-z0-9]+/.exec((await jobs.call('list_jobs', {})).text)?.[0];
  await jobs.call('retry_job', { job_id });
  const waited = await jobs.call('wait_for_job', { job_id });
  expect(waited.structured?.['job'], waited.text).toMatchObject({ state: 'succeeded' });
});
