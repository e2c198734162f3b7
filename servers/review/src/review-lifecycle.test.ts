import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '@codex-pro/emulator';
import { type StartedClient, startClient } from '@codex-pro/mcp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const quote = '  return cart.items[0].price;';
const finding = {
  title: 'Empty carts crash',
  body: 'With no items, `items[0]` is undefined, and the read of its price throws.',
  category: 'correctness',
  priority: 1,
  confidence: 0.9,
  file: 'cart.js',
  line_start: 2,
  line_end: 2,
  quote,
  replacement: null,
};

let root: string;
let repository: string;
let emulator: Emulator;
let client: StartedClient;
let reviewed: string;

interface Answer {
  job: { id: string };
  review: { verdict: string; findings: { title: string; fingerprint: string; found_by: string[] }[] };
  merged: Record<string, { title: string }[]>;
  not_done: { what: string; why: string }[];
  artifacts: { kind: string; path: string }[];
}
const call = async (tool: string, args: Record<string, unknown>): Promise<Answer> => {
  const { structured, isError, text } = await client.call(tool, args);
  expect(isError, text).toBe(false);
  return structured as unknown as Answer;
};
const lastRequest = () => JSON.stringify(emulator.modelRequests.at(-1)?.body);

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-lifecycle-')));
  repository = join(root, 'shop');
  await mkdir(repository);
  emulator = await startEmulator({
    scenario: { replies: [{ json: { findings: [finding], summary: 'One fault.' } }] },
  });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: repository,
    });
  git('init', '--quiet', '--initial-branch=main');
  await writeFile(join(repository, 'cart.js'), 'export function first(cart) {\n  return null;\n}\n');
  git('add', '.');
  git('commit', '--quiet', '--message=first');
  await writeFile(join(repository, 'cart.js'), `export function first(cart) {\n${quote}\n}\n`);
  client = await startClient({
    command: process.execPath,
    args: [main],
    env: {
      HOME: root,
      PATH: process.env['PATH'] ?? '',
      CODEX_PRO_HOME: join(root, 'state'),
      CODEX_PRO_BASE_URL: emulator.url,
      CODEX_PRO_API_KEY: 'emulator-key',
    },
    cwd: repository,
  });
});
afterAll(async () => {
  await client.close();
  await emulator.close();
  await rm(root, { recursive: true, force: true, maxRetries: 5 });
});

test('without an earlier review since_last reviews all, and says so', async () => {
  const answer = await call('review', { depth: 'quick', since_last: true });
  expect(answer.not_done).toEqual([{ what: 'since_last', why: expect.stringContaining('first_review: ') }]);
  reviewed = answer.job.id;
});

test('the pack and the brief lie there before the review has ended', async () => {
  const calls = emulator.modelRequests.length;
  const { artifacts } = await call('review', { depth: 'quick', wait_seconds: 0 });
  const content = (kind: string) =>
    readFileSync(artifacts.find((one) => one.kind === kind)?.path ?? '', 'utf8');
  expect(content('pack')).toContain(`2+|${quote}`);
  expect(content('brief')).toContain('Your whole answer is one JSON array');
  // Its request must not come after that of the next review, where the tests that follow look for theirs.
  await vi.waitFor(() => expect(emulator.modelRequests).toHaveLength(calls + 1), 30_000);
});

test('since_last sends only what changed since; nothing new is an error that says so', async () => {
  const folders = () => readdirSync(join(root, 'state/jobs'));
  const before = folders();
  const none = await client.call('review', { depth: 'quick', since_last: true });
  expect(none).toMatchObject({ isError: true, structured: { error: { code: 'target_empty' } } });
  // Its worker was started ahead, while git was read.
  expect(folders()).toEqual(before);
  await writeFile(join(repository, 'other.js'), 'export const other = 1;\n');
  const answer = await call('review', { depth: 'quick', since_last: true });
  expect(lastRequest()).toContain('export const other');
  expect(lastRequest()).not.toContain('items[0]');
  expect(answer.not_done).toContainEqual({
    what: '1 hunk (1 whole file)',
    why: expect.stringContaining('reviewed_before: '),
  });
});

test("Claude's findings are merged with Codex's, one source after the other, the same twice as once", async () => {
  const own = {
    title: 'An empty cart throws',
    body: 'No items: `items[0]` is undefined and throws.',
    priority: 1,
    file: 'cart.js',
    quote,
  };
  const first = await call('merge_findings', { job_id: reviewed, source: 'correctness', findings: [own] });
  expect(first.merged).toMatchObject({
    consensus: [{ file: 'cart.js', line_start: 2 }],
    claude_only: [],
    codex_only: [],
  });
  expect(first.review.findings).toMatchObject([{ found_by: ['claude:correctness', 'general'], votes: 2 }]);
  const again = await call('merge_findings', { job_id: reviewed, source: 'correctness', findings: [own] });
  expect(again).toEqual(first);
  const none = await call('merge_findings', { job_id: reviewed, source: 'security', findings: [] });
  expect(none.merged['consensus']).toHaveLength(1);
  const report = none.artifacts.find(({ kind }) => kind === 'merged-markdown')?.path ?? '';
  expect(readFileSync(report, 'utf8')).toContain('return cart.items[0].price;');
});

test('a dismissed finding is not reported again, and the review that has nothing else approves', async () => {
  const { review } = await call('review', { depth: 'quick' });
  const print = review.findings[0]?.fingerprint ?? '';
  await client.call('dismiss_finding', {
    job_id: reviewed,
    fingerprint: print.slice(0, 8),
    reason: 'Never empty.',
  });
  const answer = await call('review', { depth: 'quick' });
  expect(answer.review).toMatchObject({ verdict: 'approve', findings: [] });
  expect(answer.not_done).toContainEqual({
    what: 'cart.js:2: Empty carts crash',
    why: expect.stringMatching(/^dismissed: on \d{4}-\d\d-\d\d in rev-\w+, because: Never empty\.$/),
  });
  const own = {
    title: 'An empty cart throws',
    body: 'No items: `items[0]` is undefined and throws.',
    priority: 1,
    file: 'cart.js',
    quote,
  };
  const merged = await call('merge_findings', {
    job_id: answer.job.id,
    source: 'correctness',
    findings: [own],
  });
  expect(merged.review).toMatchObject({ verdict: 'approve', findings: [] });
  expect(merged.not_done.at(-1)?.why).toMatch(/^dismissed: /);
  expect(readdirSync(repository).sort()).toEqual(['.git', 'cart.js', 'other.js']);
  const unknown = await client.call('dismiss_finding', {
    job_id: reviewed,
    fingerprint: 'abcdef',
    reason: 'x',
  });
  expect(unknown).toMatchObject({
    isError: true,
    text: expect.stringContaining('no finding with the fingerprint abcdef'),
  });
});
