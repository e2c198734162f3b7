import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@codex-pro/emulator';
import { expect, onTestFinished, test } from 'vitest';
import type { Check } from '../jobs/setup-shape.ts';
import { openStage, type Stage, toyStart } from '../testing/stage.ts';

async function check({ ask }: Stage, given = {}): Promise<Map<string, Check>> {
  const { checks } = await ask('check_setup', given);
  return new Map((checks as Check[]).map((line) => [line.check, line]));
}

async function startBackend() {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  return emulator;
}

async function signIn({ product }: Stage, login: unknown, mode = 0o600): Promise<string> {
  const codex = String(product.env['CODEX_HOME']);
  await mkdir(codex);
  await writeFile(join(codex, 'auth.json'), JSON.stringify(login), { mode });
  return join(codex, 'auth.json');
}

test('a setup that is whole is ok in every line, and nothing was sent to the backend', async () => {
  const emulator = await startBackend();
  const stage = openStage(
    { CODEX_PRO_BASE_URL: emulator.url, CODEX_PRO_API_KEY: 'emulator-key' },
    await bundles({ review: good }),
  );
  const lines = await check(stage);
  expect([...lines.values()].filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(lines.get('credentials')?.detail).toBe('An API key, from CODEX_PRO_API_KEY.');
  expect(lines.get('server review')?.detail).toMatch(/^Starts and lists 2 tools in \d+ ms\.$/);
  expect(emulator.requests).toEqual([]);
  // Read-only: not even the state folder was made.
  await expect(readdir(stage.home)).rejects.toThrow('ENOENT');
});

test('live, a backend without a list of models is not said to take the credentials', async () => {
  const emulator = await startBackend();
  const stage = openStage({ CODEX_PRO_BASE_URL: emulator.url, CODEX_PRO_API_KEY: 'not-a-key' });
  const backend = (await check(stage, { live: true })).get('backend');
  expect(backend).toMatchObject({
    state: 'ok',
    detail: expect.stringContaining('has no list of models; whether'),
  });
});

test('what a project profile may not set is named in one sentence', async () => {
  const stage = openStage({});
  await mkdir(join(stage.workspace, '.codex-pro'));
  await writeFile(
    join(stage.workspace, '.codex-pro', 'profile.yaml'),
    'defaults: {model: m, effort: high}\n',
  );
  const line = (await check(stage)).get('settings');
  expect(line?.state).toBe('warning');
  expect(line?.detail).toMatch(
    /^The project profile may not set defaults\.model, defaults\.effort: [^:]+\.$/,
  );
});

test('a job store that cannot be read says nothing about limits', async () => {
  const stage = openStage({});
  await mkdir(stage.home, { recursive: true, mode: 0o700 });
  await writeFile(
    join(stage.home, 'jobs.db'),
    'no database at all, but long enough to be looked at '.repeat(40),
  );
  const lines = await check(stage);
  expect(lines.get('jobs')?.state).toBe('failed');
  expect(lines.get('limits')).toMatchObject({
    state: 'warning',
    detail: expect.stringContaining('Not looked at'),
  });
});

test('live, the backend is asked with the login: routing and models, never a model', async () => {
  const emulator = await startBackend();
  const stage = openStage({
    CODEX_PRO_BASE_URL: emulator.codexUrl,
    CODEX_PRO_CHATGPT_URL: emulator.chatgptUrl,
  });
  await signIn(stage, emulator.login.authJson());
  const lines = await check(stage, { live: true });
  expect(lines.get('backend')).toMatchObject({
    state: 'ok',
    detail: expect.stringMatching(/accepts the credentials, routes the workspace, and lists \d+ models/),
  });
  expect(lines.get('credentials')?.detail).toMatch(
    /^A ChatGPT login \(plan plus\), from auth\.json; its access token is good for/,
  );
  expect(emulator.requests.map(({ endpoint }) => endpoint)).not.toContain('responses');
  expect(emulator.violations).toEqual([]);
});

test('live, credentials that are refused fail, and no secret is shown', async () => {
  const server = createServer((request, response) => {
    const echo = { error: { message: `Wrong key: ${request.headers.authorization}` } };
    response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify(echo));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/v1`;
  const stage = openStage({ CODEX_PRO_BASE_URL: url, CODEX_PRO_API_KEY: 'sk-wrong-canary-0123456789' });
  const lines = await check(stage, { live: true });
  expect(lines.get('backend')).toMatchObject({
    state: 'failed',
    detail: expect.stringMatching(/^The list of models was answered with 401/),
    fix: expect.stringContaining('check the API key'),
  });
  expect(JSON.stringify([...lines.values()])).not.toContain('canary');
});

test('a login that others can read is a warning with the command that closes it', async () => {
  const emulator = await startBackend();
  const stage = openStage({
    CODEX_PRO_BASE_URL: emulator.codexUrl,
    CODEX_PRO_CHATGPT_URL: emulator.chatgptUrl,
  });
  const path = await signIn(stage, emulator.login.authJson());
  await chmod(path, 0o644);
  expect((await check(stage)).get('login file')).toEqual({
    check: 'login file',
    state: 'warning',
    detail: `${path} can be read by other users (mode 0644).`,
    fix: `chmod 600 ${path}`,
  });
});

test('no credentials, no git, a broken profile and a backend that refuses: each says its own, with a fix', async () => {
  const stage = openStage({ CODEX_PRO_BASE_URL: 'http://127.0.0.1:9/v1', PATH: '/nowhere' });
  const lines = await check(stage);
  expect(lines.get('git')).toMatchObject({ state: 'failed', fix: expect.stringContaining('Install git') });
  expect(lines.get('backend')).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('refused the connection'),
  });
  await mkdir(stage.home);
  await writeFile(join(stage.home, 'profile.yaml'), 'review: {depht: quick}\n');
  const broken = await check(stage);
  expect(broken.get('settings')).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('review.depht is not a setting (did you mean depth?)'),
  });
  expect(broken.get('credentials')).toMatchObject({ state: 'warning', fix: 'Repair the settings first.' });
  const signedOut = await check(openStage({ CODEX_PRO_BASE_URL: '' }));
  expect(signedOut.get('credentials')).toMatchObject({
    state: 'failed',
    detail: 'There are no credentials.',
    fix: expect.stringContaining('codex login'),
  });
});

test('a state folder that cannot be one fails, one that is open to others is a warning', async () => {
  const stage = openStage();
  await writeFile(stage.home, 'a file');
  expect((await check(stage)).get('state folder')).toMatchObject({
    state: 'failed',
    detail: `${stage.home} is not a folder.`,
  });
  await rm(stage.home);
  await mkdir(stage.home);
  await chmod(stage.home, 0o755);
  expect((await check(stage)).get('state folder')).toMatchObject({
    state: 'warning',
    fix: `chmod 700 ${stage.home}`,
  });
});

test('a store that is damaged is told, and left as it is', async () => {
  const stage = openStage();
  stage.jobs.gates.update('a', () => closedGate);
  stage.jobs.close();
  const database = join(stage.home, 'jobs.db');
  const whole = await readFile(database);
  await rm(`${database}-wal`, { force: true });
  await writeFile(database, whole.subarray(0, whole.length / 2));
  const before = await readFile(database);
  expect((await check(stage)).get('jobs')).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('is damaged'),
  });
  expect(await readFile(database)).toEqual(before);
});

test('what was left behind is named: dead workers, old jobs, jobs of another version, closed gates', async () => {
  const stage = openStage();
  const { id } = await stage.submit({ ms: 30_000 }, { start: { ...toyStart, version: '0.0.9' } });
  await expect.poll(async () => (await stage.jobs.find(id)).phase, { timeout: 10_000 }).toBe('counting');
  const { pid } = await stage.jobs.find(id);
  process.kill(pid ?? 0, 'SIGKILL');
  stage.jobs.gates.update('a', () => closedGate);
  await expect
    .poll(async () => (await stage.ask('check_setup'))['checks'], { timeout: 10_000 })
    .toContainEqual({
      check: 'jobs',
      state: 'warning',
      detail: `The worker of ${id} is dead.`,
      fix: 'list_jobs ends such jobs; retry_job runs one again.',
    });
  const { checks } = await stage.ask('check_setup');
  const details = (checks as Check[]).filter(({ state }) => state === 'warning').map(({ detail }) => detail);
  expect(details).toContain('Jobs of other versions of codex-pro run or wait: 0.0.9 (this is 0.1.0).');
  expect(details).toContain('quota gate usage is closed: Used up.');
  expect((await stage.jobs.find(id)).state).toBe('lost');
});

test('servers that are missing, that end at once and that hang are told apart, within the time', async () => {
  const folder = await bundles({
    good,
    ends: 'process.stderr.write("no such module"); process.exit(3);',
    throws: `throw new TypeError("${'as it is '.repeat(40)}broken")`,
    hangs: 'setInterval(() => undefined, 1000);',
  });
  await writeFile(join(folder, '..', '.mcp.json'), JSON.stringify({ mcpServers: { good: {}, gone: {} } }));
  const lines = await check(openStage({}, folder));
  expect(lines.get('server hangs')).toMatchObject({
    state: 'warning',
    detail: expect.stringContaining('did not end within'),
  });
  expect(lines.get('server good')?.state).toBe('ok');
  expect(lines.get('server gone')).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('is missing'),
  });
  expect(lines.get('server ends')).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('ended with 3 before it listed its tools. no such module'),
  });
  expect(lines.get('server throws')?.detail).toMatch(/its tools\. TypeError: (as it is )+broken$/);
});

test('a server that was installed alone says which others are not beside it, as no fault', async () => {
  const alone = await check(openStage({}, await bundles({ jobs: good })));
  expect(alone.get('other servers')).toEqual({
    check: 'other servers',
    state: 'ok',
    detail:
      'Not installed beside this one: review, rescue, batch. Each works by itself, from a package of its own.',
    fix: null,
  });
  const four = { review: good, rescue: good, batch: good, jobs: good };
  expect((await check(openStage({}, await bundles(four)))).has('other servers')).toBe(false);
});

test('a backend that never answers costs its own line only', async () => {
  const emulator = await startBackend();
  await emulator.network('hanging');
  const stage = openStage({ CODEX_PRO_BASE_URL: emulator.url, CODEX_PRO_API_KEY: 'emulator-key' });
  const lines = await check(stage);
  expect(lines.get('backend')).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('was not made within'),
  });
  expect(lines.get('git')?.state).toBe('ok');
});

test('a git that hangs, deaf to signals and with a child of its own, costs its own line and leaves no process', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'codex-pro-path-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const script = `#!/bin/sh\ntrap '' TERM INT HUP\nsleep 60 &\necho $! $$ > ${folder}/pids\nwait\n`;
  await writeFile(join(folder, 'git'), script, { mode: 0o755 });
  const stage = openStage({ PATH: `${folder}:${process.env['PATH']}` });
  const lines = await check(stage);
  expect(lines.get('git')?.detail).toContain('did not end within');
  const pids = (await readFile(join(folder, 'pids'), 'utf8')).trim().split(' ').map(Number);
  expect(pids).toHaveLength(2);
  // A zombie that its parent has not looked at yet is no process any more.
  const lives = (pid: number) =>
    existsSync(`/proc/${pid}/stat`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  await expect.poll(() => pids.filter(lives)).toEqual([]);
});

const closedGate = {
  key: 'a',
  account: 'a',
  limit: 'usage',
  model: null,
  closedAt: 0,
  closedUntil: null,
  probeAt: 0,
  cause: 'Used up.',
};

/** Answers as a server with two tools does. */
const good = `
import { createInterface } from 'node:readline';
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  const result = method === 'tools/list' ? { tools: [{ name: 'one' }, { name: 'two' }] } : {};
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
});`;

/** A plugin's folder with these servers. */
async function bundles(servers: Readonly<Record<string, string>>): Promise<string> {
  const plugin = await mkdtemp(join(tmpdir(), 'codex-pro-plugin-'));
  onTestFinished(() => rm(plugin, { recursive: true, force: true }));
  await mkdir(join(plugin, 'dist'));
  for (const [name, source] of Object.entries(servers))
    await writeFile(join(plugin, 'dist', `${name}.mjs`), source);
  return join(plugin, 'dist');
}
