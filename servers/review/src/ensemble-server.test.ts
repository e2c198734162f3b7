import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultCatalogue, type EmulatorOptions } from '@codex-pro/emulator';
import type { StartedClient } from '@codex-pro/mcp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ReviewStage, setReviewStage } from './testing/review-stage.ts';
import { cartAfter, cartBefore, finding, quote } from './testing/shop.ts';

// A line that it is not on: reviewers are taken at their quote.
const emptyCart = {
  ...finding,
  line_start: 40,
  line_end: 40,
  replacement: '  return cart.items[0]?.price ?? 0;',
};
const doubtful = {
  ...emptyCart,
  title: 'Prices are floats',
  body: 'Sums drift.',
  priority: 2,
  quote: 'let sum = 0.1;',
  replacement: null,
};

/** What the emulator charges, so that our own account can be held against its bill. */
const price = { input: 2, cached_input: 0.2, output: 16 };
const prices = Object.fromEntries(defaultCatalogue.map(({ slug }) => [slug, price]));
const profile = JSON.stringify({
  defaults: { prices },
  review: {
    define_roles: { money: { looks_for: 'amounts in floats' } },
    roles: ['correctness', 'security', 'reliability', 'money'],
  },
});

const backend: EmulatorOptions = {
  scenario: {
    replies: [
      {
        match: { contains: 'Title: Prices are floats' },
        json: { state: 'refuted', reason: 'They are cents.', deciding_lines: [] },
      },
      { match: { contains: 'Role: correctness' }, json: { findings: [emptyCart], summary: 'Carts.' } },
      {
        match: { contains: 'Role: reliability' },
        json: {
          findings: [{ ...emptyCart, title: 'A cart without items throws', replacement: null }],
          summary: '',
        },
      },
      { match: { contains: 'Role: money' }, json: { findings: [doubtful], summary: '' } },
      { match: { contains: 'Role: security' }, json: { findings: [], summary: '' } },
    ],
  },
  latency: { first_event: 30, event: 5 },
};

let stage: ReviewStage;
let client: StartedClient;
beforeAll(async () => {
  const filler = Array.from(
    { length: 60 },
    (_, at) => `// step ${at} of the price list, kept for the auditors of shop ${at}`,
  );
  stage = await setReviewStage(
    backend,
    { 'AGENTS.md': 'Amounts are in cents.\n', 'cart.js': cartBefore },
    { 'cart.js': `${cartAfter}let sum = 0.1;\n${filler.join('\n')}\n` },
  );
  // JSON is YAML.
  stage.profile(profile);
  client = await stage.start();
});
afterAll(() => stage[Symbol.asyncDispose]());

interface Answer {
  readonly review: { readonly findings: readonly { readonly patch: string | null }[] };
  readonly artifacts: readonly { readonly kind: string; readonly path: string }[];
}

describe('a review by several roles', () => {
  test('merges, checks, offers a patch that applies, and pays for the change once', async () => {
    const progress: string[] = [];
    const answer = await client.call(
      'review',
      {},
      { onProgress: ({ message }) => progress.push(message ?? '') },
    );
    expect(answer.structured).toMatchObject({
      job: { state: 'succeeded' },
      review: {
        verdict: 'needs_attention',
        findings: [
          { title: emptyCart.title, votes: 2, found_by: ['correctness', 'reliability'], verification: null },
        ],
        refuted: [{ title: doubtful.title, found_by: ['money'], verification: { state: 'refuted' } }],
        coverage: { quorum: { asked: 4, answered: 4 } },
      },
      usage: { requests: 5 },
      not_done: [],
    });
    expect(stage.emulator.violations).toEqual([]);
    const { usage } = answer.structured as { usage: { cost_usd: number } };
    expect(Math.abs(usage.cost_usd / stage.emulator.ledger.cost_usd - 1)).toBeLessThan(0.05);
    expect(progress.join('\n')).toMatch(/asking 4 reviewers: correctness \w+, security \w+/);

    const { artifacts, review } = answer.structured as unknown as Answer;
    const path = artifacts.find(({ kind }) => kind === 'patch')?.path ?? '';
    expect(readFileSync(path, 'utf8')).toBe(review.findings[0]?.patch);
    stage.git('apply', '--check', path);
    expect(readFileSync(join(stage.repository, 'cart.js'), 'utf8')).toContain(quote);

    const sent = stage.emulator.modelRequests.map(({ body }) => JSON.stringify(body));
    const [first = '', ...others] = sent.filter((text) => text.includes('Role: '));
    expect(first).toContain('Amounts are in cents.');
    expect(first).toContain('Role: correctness');
    expect(others).toHaveLength(3);
  });

  test('from a terminal it fails a build by priority, and speaks to reviewdog', async () => {
    const run = (...words: string[]) => stage.run(['run', 'review', ...words]);
    const failed = await run('--fail-on', '1', '--format', 'rdjson');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('Needs attention: ');
    expect(JSON.parse(failed.stdout).diagnostics).toMatchObject([
      {
        severity: 'ERROR',
        location: { path: 'cart.js', range: { start: { line: 2 } } },
        suggestions: [{ text: emptyCart.replacement }],
      },
    ]);
    expect((await run('--fail-on', '0')).code).toBe(0);
    expect((await run('--fail-on', 'high')).stderr).toContain('--fail-on must be one of 0, 1, 2, 3.');
  });

  test.each([
    [{ roles: ['nobody'] }, 'input_invalid: roles: there is no role nobody.'],
    [{ roles: ['security'], depth: 'quick' }, 'input_invalid: roles: a review of depth quick'],
  ])('%j is refused before a job', async (args, text) => {
    const answer = await client.call('review', args);
    expect(answer.text.slice(0, text.length)).toBe(text);
    expect(answer.structured).toMatchObject({ job: null });
  });

  test('pays for four reviewers at most 1.3 times what it pays for one', async () => {
    stage.emulator.play({ replies: [{ json: { findings: [], summary: '' } }] });
    const uncached = async (args: Record<string, unknown>): Promise<number> => {
      const before = stage.emulator.ledger;
      const answer = await client.call('review', args);
      expect(answer.structured).toMatchObject({ review: { verdict: 'approve' } });
      const after = stage.emulator.ledger;
      const input = after.input_tokens - before.input_tokens;
      return input - (after.cached_input_tokens - before.cached_input_tokens);
    };
    // Another focus each: nothing of an earlier request is in the cache.
    const one = await uncached({ focus: 'a first look', roles: ['correctness'] });
    const four = await uncached({
      focus: 'a second look',
      roles: ['correctness', 'security', 'reliability', 'contract'],
    });
    expect(four / one).toBeLessThanOrEqual(1.3);
  });
});
