import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '@codex-pro/emulator';
import { scopes } from '@codex-pro/git';
import { type StartedClient, startClient } from '@codex-pro/mcp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reviewScopes } from './tools/target-arguments.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const quote = '  return cart.items[0].price;';
const finding = {
  title: 'Empty carts crash',
  body: 'With no items, `items[0]` is undefined.',
  category: 'correctness',
  priority: 1,
  confidence: 0.9,
  file: 'cart.js',
  line_start: 40,
  line_end: 40,
  quote,
  replacement: null,
};

let root: string;
let repository: string;
let emulator: Emulator;
let client: StartedClient;
const env = (more: Record<string, string> = {}): Record<string, string> => ({
  HOME: root,
  PATH: process.env['PATH'] ?? '',
  CODEX_PRO_HOME: join(root, 'state'),
  CODEX_PRO_BASE_URL: emulator.url,
  CODEX_PRO_API_KEY: 'emulator-key',
  ...more,
});
const git = (...args: string[]): void => {
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], { cwd: repository });
};
const start = (more: Record<string, string> = {}, cwd = repository): Promise<StartedClient> =>
  startClient({ command: process.execPath, args: [main], env: env(more), cwd });

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-review-')));
  repository = join(root, 'shop');
  await mkdir(join(repository, 'src'), { recursive: true });
  emulator = await startEmulator({
    scenario: { replies: [{ json: { findings: [finding], summary: 'One fault.' } }] },
  });
  git('init', '--quiet', '--initial-branch=main');
  await writeFile(join(repository, 'cart.js'), 'export function first(cart) {\n  return null;\n}\n');
  git('add', '.');
  git('commit', '--quiet', '--message=first');
  await writeFile(join(repository, 'cart.js'), `export function first(cart) {\n${quote}\n}\n`);
  client = await start();
});
afterAll(async () => {
  await client.close();
  await emulator.close();
  await rm(root, { recursive: true, force: true, maxRetries: 5 });
});

describe('the review server', () => {
  test('lists tools that hosts can show whole', async () => {
    const tools = await client.listTools();
    const shared = [
      ...['model', 'effort', 'tier', 'profile', 'budget_usd', 'budget_tokens', 'max_minutes', 'wait_seconds'],
      'workspace',
    ];
    const target = ['scope', 'base', 'commit', 'range', 'pull_request', 'paths'];
    const own = ['focus', 'depth', 'roles', 'max_findings', 'dry_run'];
    expect(
      tools.map(({ name, inputSchema }) => {
        const { properties } = inputSchema as { properties: object };
        return [name, ...Object.keys(properties)];
      }),
    ).toEqual([
      ['review', ...target, 'since_last', ...own, ...shared],
      ['adversarial_review', ...target, 'focus', 'depth', ...shared],
      ['merge_findings', 'job_id', 'source', 'findings'],
      ['dismiss_finding', 'job_id', 'fingerprint', 'reason'],
    ]);
    expect(Buffer.byteLength(client.instructions ?? '')).toBeLessThan(4_000);
    for (const { name, description, inputSchema } of tools) {
      expect(Buffer.byteLength(description ?? ''), name).toBeLessThan(4_000);
      const { properties } = inputSchema as { properties: Record<string, { description?: string }> };
      for (const [field, { description: text }] of Object.entries(properties)) {
        expect(text, `${name}.${field}`).toBeTruthy();
      }
    }
  });

  test('knows the scopes that git can collect', () => {
    expect(reviewScopes).toEqual(scopes);
  });

  test('reviews a real change: findings on their lines, everything counted, every artifact written', async () => {
    const answer = await client.call('review', { focus: 'empty carts' });
    expect(answer, answer.text).toMatchObject({ isError: false });
    expect(answer.structured).toMatchObject({
      schema: 'codex-pro/1',
      job: { state: 'succeeded', workspace: repository },
      review: {
        verdict: 'needs_attention',
        findings: [{ ...finding, line_start: 2, line_end: 2 }],
        target: { scope: 'working-tree', head: null, files: ['cart.js'] },
        coverage: { files_sent: 1, files_total: 1, hunks_sent: 1, hunks_total: 1 },
      },
      usage: { requests: 4, attempts: 4 },
      not_done: [],
      error: null,
    });
    const { usage, artifacts } = answer.structured as {
      usage: { input_tokens: number };
      artifacts: { kind: string; path: string }[];
    };
    expect(usage.input_tokens).toBe(emulator.ledger.input_tokens);
    expect(emulator.violations).toEqual([]);
    const file = (kind: string) =>
      readFileSync(artifacts.find((one) => one.kind === kind)?.path ?? '', 'utf8');
    expect(JSON.parse(file('json'))).toEqual(answer.structured);
    expect(file('markdown')).toContain('Empty carts crash');
    expect(file('markdown')).toContain('return cart.items[0].price;');
    expect(JSON.parse(file('sarif'))).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [{ ruleId: 'correctness' }] }],
    });
  });

  test('works from a subfolder, and at once for a host that does not wait', async () => {
    const answer = await client.call('review', { workspace: join(repository, 'src'), wait_seconds: 0 });
    expect(answer.structured).toMatchObject({ job: { workspace: repository, ended_at: null }, review: null });
    // The job goes on by itself, and the tests after this one count requests.
    await expect.poll(() => emulator.ledger.completed, { timeout: 15_000 }).toBe(8);
  });

  test('a dry run shows what would be sent, and sends nothing', async () => {
    const before = emulator.requests.length;
    const answer = await client.call('review', { dry_run: true });
    expect(answer).toMatchObject({
      isError: false,
      structured: { job: null, review: null, dry_run: { requests: 4, target: { files: ['cart.js'] } } },
    });
    expect(answer.structured).toMatchObject({ dry_run: { cost_usd: expect.any(Number) } });
    expect(answer.text).toContain('items[0].price');
    expect(emulator.requests.length).toBe(before);
  });
});

test("a branch is reviewed by its base side's project profile, and what that may not set is refused", async () => {
  const branch = join(root, 'branch');
  execFileSync('git', ['clone', '--quiet', repository, branch]);
  const commit = async (profile: string, message: string) => {
    await mkdir(join(branch, '.codex-pro'), { recursive: true });
    await writeFile(join(branch, '.codex-pro', 'profile.yaml'), profile);
    await writeFile(join(branch, 'docs.md'), `${message}\n`);
    await writeFile(join(branch, 'api.js'), `export const version = '${message}';\n`);
    const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
    execFileSync('git', [...who, 'add', '.'], { cwd: branch });
    execFileSync('git', [...who, 'commit', '--quiet', `--message=${message}`], { cwd: branch });
  };
  await commit(
    'review: {ignore: ["*.md"]}\ndefaults: {backend: {base_url: "https://evil.example"}}\n',
    'base',
  );
  execFileSync('git', ['switch', '--quiet', '--create=topic'], { cwd: branch });
  await commit('review: {ignore: ["*.js", "*.md"]}\n', 'topic');
  const answer = await client.call('review', { base: 'main', dry_run: true, workspace: branch });
  expect(answer.isError).toBe(false);
  const { not_done } = answer.structured as { not_done: { what: string; why: string }[] };
  expect(not_done.map(({ what }) => what).sort()).toEqual([
    'docs.md',
    'project profile: defaults.backend.base_url',
  ]);
  expect(answer.text).toContain("export const version = 'topic'");
});

describe('each of these gives one clear error', () => {
  test.each([
    [
      'an unknown argument',
      { max_finding: 3 },
      {},
      'input_invalid: unknown argument "max_finding" (did you mean "max_findings"?).',
    ],
    ['an empty target', { scope: 'staged' }, {}, 'target_empty: '],
    ['a ref that is none', { base: 'nope' }, {}, "input_invalid: base: there is no commit 'nope'"],
    ['no git repository', { workspace: '/' }, {}, 'input_invalid: / is not in a git repository.'],
    ['no credentials', {}, { CODEX_PRO_API_KEY: '', CODEX_PRO_BASE_URL: '' }, 'not_configured: '],
    [
      'a dead backend',
      {},
      { CODEX_PRO_BASE_URL: 'http://127.0.0.1:9/v1' },
      'upstream_failed: 127.0.0.1:9 refused the connection',
    ],
    ['a wrong key', {}, { CODEX_PRO_API_KEY: 'wrong' }, 'auth_invalid: '],
  ])('%s', async (_what, args, more, text) => {
    const caller = Object.keys(more).length === 0 ? client : await start(more);
    const answer = await caller.call('review', args);
    if (caller !== client) await caller.close();
    expect(answer.isError).toBe(true);
    expect(answer.text.slice(0, text.length)).toBe(text);
    expect(answer.structured).toMatchObject({
      schema: 'codex-pro/1',
      review: null,
      error: { code: text.split(':')[0] },
    });
  });

  test('a profile with a typo', async () => {
    const home = join(root, 'other-state');
    await mkdir(home);
    await writeFile(join(home, 'profile.yaml'), 'review:\n  max_finding: 5\n');
    const caller = await start({ CODEX_PRO_HOME: home });
    const answer = await caller.call('review', {});
    await caller.close();
    expect(answer.text).toMatch(/^not_configured: .*profile\.yaml .*\n?.*line 2: .*max_findings/);
    expect(await readdir(home)).toEqual(['profile.yaml']);
  });
});
