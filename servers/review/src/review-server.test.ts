import { mkdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scopes } from '@codex-pro/git';
import type { StartedClient } from '@codex-pro/mcp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ReviewStage, setReviewStage } from './testing/review-stage.ts';
import { finding, oneFault } from './testing/shop.ts';
import { reviewScopes } from './tools/target-arguments.ts';

let stage: ReviewStage;
let client: StartedClient;
beforeAll(async () => {
  // A line that it is not on: reviewers are taken at their quote.
  const misplaced = { ...finding, line_start: 40, line_end: 40 };
  stage = await setReviewStage({
    scenario: { replies: [{ json: { findings: [misplaced], summary: 'One fault.' } }] },
  });
  mkdirSync(join(stage.repository, 'src'));
  client = await stage.start();
});
afterAll(() => stage[Symbol.asyncDispose]());

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
      job: { state: 'succeeded', workspace: stage.repository },
      review: {
        verdict: 'needs_attention',
        findings: [finding],
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
    expect(usage.input_tokens).toBe(stage.emulator.ledger.input_tokens);
    expect(stage.emulator.violations).toEqual([]);
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
    const answer = await client.call('review', { workspace: join(stage.repository, 'src'), wait_seconds: 0 });
    expect(answer.structured).toMatchObject({
      job: { workspace: stage.repository, ended_at: null },
      review: null,
    });
    // The job goes on by itself, and the tests after this one count requests.
    await expect.poll(() => stage.emulator.ledger.completed, { timeout: 15_000 }).toBe(8);
  });

  test('a dry run shows what would be sent, and sends nothing', async () => {
    const before = stage.emulator.requests.length;
    const answer = await client.call('review', { dry_run: true });
    expect(answer).toMatchObject({
      isError: false,
      structured: { job: null, review: null, dry_run: { requests: 4, target: { files: ['cart.js'] } } },
    });
    expect(answer.structured).toMatchObject({ dry_run: { cost_usd: expect.any(Number) } });
    expect(answer.text).toContain('items[0].price');
    expect(stage.emulator.requests.length).toBe(before);
  });
});

test("a branch is reviewed by its base side's project profile, and what that may not set is refused", async () => {
  const versionOf = (name: string, profile: string) => ({
    '.codex-pro/profile.yaml': profile,
    'docs.md': `${name}\n`,
    'api.js': `export const version = '${name}';\n`,
  });
  const base = 'review: {ignore: ["*.md"]}\ndefaults: {backend: {base_url: "https://evil.example"}}\n';
  await using own = await setReviewStage(
    oneFault,
    versionOf('base', base),
    versionOf('topic', 'review: {ignore: ["*.js", "*.md"]}\n'),
  );
  own.git('switch', '--quiet', '--create=topic');
  own.git('commit', '--quiet', '--all', '--message=topic');
  const answer = await (await own.start()).call('review', { base: 'main', dry_run: true });
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
    const caller = Object.keys(more).length === 0 ? client : await stage.start(more);
    const answer = await caller.call('review', args);
    expect(answer.isError).toBe(true);
    expect(answer.text.slice(0, text.length)).toBe(text);
    expect(answer.structured).toMatchObject({
      schema: 'codex-pro/1',
      review: null,
      error: { code: text.split(':')[0] },
    });
  });

  test('a profile with a typo', async () => {
    const home = join(stage.root, 'other-state');
    await mkdir(home);
    await writeFile(join(home, 'profile.yaml'), 'review:\n  max_finding: 5\n');
    const caller = await stage.start({ CODEX_PRO_HOME: home });
    const answer = await caller.call('review', {});
    expect(answer.text).toMatch(/^not_configured: .*profile\.yaml .*\n?.*line 2: .*max_findings/);
    expect(await readdir(home)).toEqual(['profile.yaml']);
  });
});
