import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StartedClient } from '@codex-pro/mcp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ReviewStage, setReviewStage } from './testing/review-stage.ts';
import { quote } from './testing/shop.ts';

let stage: ReviewStage;
let client: StartedClient;
let reviewed: string;
beforeAll(async () => {
  stage = await setReviewStage();
  client = await stage.start();
});
afterAll(() => stage[Symbol.asyncDispose]());

interface Answer {
  job: { id: string };
  review: { verdict: string; findings: { title: string; fingerprint: string; found_by: string[] }[] };
  merged: Record<string, { title: string }[]>;
  not_done: { what: string; why: string }[];
  artifacts: { kind: string; path: string }[];
}
/** The fault of the shop, as Claude would tell of it. */
const own = {
  title: 'An empty cart throws',
  body: 'No items: `items[0]` is undefined and throws.',
  priority: 1,
  file: 'cart.js',
  quote,
};
const call = async (tool: string, args: Record<string, unknown>): Promise<Answer> => {
  const { structured, isError, text } = await client.call(tool, args);
  expect(isError, text).toBe(false);
  return structured as unknown as Answer;
};
const lastRequest = () => JSON.stringify(stage.emulator.modelRequests.at(-1)?.body);

test('without an earlier review since_last reviews all, and says so', async () => {
  const answer = await call('review', { depth: 'quick', since_last: true });
  expect(answer.not_done).toEqual([{ what: 'since_last', why: expect.stringContaining('first_review: ') }]);
  reviewed = answer.job.id;
});

test('the pack and the brief lie there before the review has ended', async () => {
  const calls = stage.emulator.modelRequests.length;
  const { artifacts } = await call('review', { depth: 'quick', wait_seconds: 0 });
  const content = (kind: string) =>
    readFileSync(artifacts.find((one) => one.kind === kind)?.path ?? '', 'utf8');
  expect(content('pack')).toContain(`2+|${quote}`);
  expect(content('brief')).toContain('Your whole answer is one JSON array');
  // Its request must not come after that of the next review, where the tests that follow look for theirs.
  await vi.waitFor(() => expect(stage.emulator.modelRequests).toHaveLength(calls + 1), 30_000);
});

test('since_last sends only what changed since; nothing new is an error that says so', async () => {
  const folders = () => readdirSync(join(stage.home, 'jobs'));
  const before = folders();
  const none = await client.call('review', { depth: 'quick', since_last: true });
  expect(none).toMatchObject({ isError: true, structured: { error: { code: 'target_empty' } } });
  // Its worker was started ahead, while git was read.
  expect(folders()).toEqual(before);
  stage.write('other.js', 'export const other = 1;\n');
  const answer = await call('review', { depth: 'quick', since_last: true });
  expect(lastRequest()).toContain('export const other');
  expect(lastRequest()).not.toContain('items[0]');
  expect(answer.not_done).toContainEqual({
    what: '1 hunk (1 whole file)',
    why: expect.stringContaining('reviewed_before: '),
  });
});

test("Claude's findings are merged with Codex's, one source after the other, the same twice as once", async () => {
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
  const merged = await call('merge_findings', {
    job_id: answer.job.id,
    source: 'correctness',
    findings: [own],
  });
  expect(merged.review).toMatchObject({ verdict: 'approve', findings: [] });
  expect(merged.not_done.at(-1)?.why).toMatch(/^dismissed: /);
  expect(readdirSync(stage.repository).sort()).toEqual(['.git', 'cart.js', 'other.js']);
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
