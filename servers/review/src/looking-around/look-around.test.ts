import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StartedClient } from '@codex-pro/mcp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ReviewStage, setReviewStage } from '../testing/review-stage.ts';
import { finding } from '../testing/shop.ts';

const quote = '  return priceOf(cart.items[0]);';
const minor = { ...finding, priority: 3, quote };
const read = (path: string) => ({ name: 'read_file', arguments: { path } });
const replies = [
  { match: { contains: 'never-ending' }, calls: [read('price.js')] },
  {
    times: 1,
    calls: [
      read('price.js'),
      read('.env'),
      read('ignored.log'),
      read('../outside.txt'),
      read('link.txt'),
      { name: 'search', arguments: { query: 'canary' } },
      { name: 'git_show', arguments: { revision: 'HEAD', path: 'cart.js' } },
      { name: 'git_blame', arguments: { path: 'price.js', start_line: 1, end_line: 1 } },
    ],
  },
  { json: { findings: [minor], summary: 'One fault.' } },
];

let stage: ReviewStage;
let client: StartedClient;
beforeAll(async () => {
  stage = await setReviewStage(
    { scenario: { replies } },
    {
      'price.js': 'export const priceOf = (item) => item.price; // price-text\n',
      'cart.js': 'export function first(cart) {\n  return null; // old-text\n}\n',
      '.gitignore': 'ignored.log\n',
    },
    {
      '.env': 'SECRET=env-canary\n',
      'ignored.log': 'ignored-canary\n',
      'cart.js': `export function first(cart) {\n${quote}\n}\n`,
    },
  );
  const outside = join(stage.root, 'outside.txt');
  writeFileSync(outside, 'outside-canary\n');
  symlinkSync(outside, join(stage.repository, 'link.txt'));
  client = await stage.start();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** Everything that was sent to the model as the answer of a tool. */
function given(): string[] {
  return stage.emulator.modelRequests
    .flatMap(({ body }) => (body as { input: { type: string; output?: unknown }[] }).input)
    .filter(({ type }) => type === 'function_call_output')
    .map(({ output }) => JSON.stringify(output));
}

test('at depth deep a reviewer reads the workspace, and nothing that is ignored, secret or outside', async () => {
  const answer = await client.call('review', { depth: 'deep', roles: ['correctness'] });
  expect(answer, answer.text).toMatchObject({ isError: false });
  expect(answer.structured).toMatchObject({
    review: { findings: [{ title: finding.title, line_start: 2, votes: 2 }] },
  });
  const sent = given().join('\n');
  expect(sent).toContain('price-text');
  expect(sent).toContain('old-text');
  expect(sent).toContain('may not be read: it looks like a file of secrets');
  expect(sent).toContain('may not be read: the repository ignores it');
  expect(JSON.stringify(stage.emulator.modelRequests.map(({ body }) => body))).not.toMatch(
    /(?:env|ignored|outside)-canary/,
  );
  expect(stage.emulator.violations).toEqual([]);
});

test('a reviewer that never stops looking is stopped, and a review without an answer is an error', async () => {
  const before = stage.emulator.modelRequests.length;
  const answer = await client.call('review', {
    depth: 'deep',
    roles: ['correctness'],
    focus: 'never-ending',
    wait_seconds: 100,
  });
  // Two passes of 12 turns each; then each is asked once more without tools, and once for the repair of an answer.
  expect(stage.emulator.modelRequests.length - before).toBeLessThanOrEqual(2 * 14);
  expect(answer).toMatchObject({ isError: true, structured: { error: { code: expect.any(String) } } });
});

test('at depth standard nobody is given tools', async () => {
  const before = stage.emulator.modelRequests.length;
  await client.call('review', { depth: 'standard', roles: ['correctness'] });
  for (const { body } of stage.emulator.modelRequests.slice(before)) {
    expect((body as { tools?: unknown[] }).tools ?? []).toEqual([]);
  }
});
