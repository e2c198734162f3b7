import { expect, test } from 'vitest';
import { quotaFacts, spendingFacts } from './spending-facts.ts';

const usage = {
  requests: 1,
  attempts: 1,
  input_tokens: 12_345,
  cached_input_tokens: 0,
  output_tokens: 46,
  reasoning_tokens: 7,
  cost_usd: 0.0048,
  cost_note: '',
};

test('what was spent is said in the same words everywhere, one thing as one thing', () => {
  expect(spendingFacts(usage)).toEqual([
    '1 request',
    '12,345 tokens in (0 cached)',
    '46 out (7 reasoning)',
    '$0.00480',
  ]);
  expect(spendingFacts({ ...usage, attempts: 3 })[0]).toBe('1 request (3 attempts)');
  expect(spendingFacts({ ...usage, cost_usd: null, cost_note: 'no price.' }).at(-1)).toBe(
    'cost unknown: no price.',
  );
  expect(spendingFacts({ ...usage, requests: 0 })).toEqual([]);
});

test('each window of a quota is named by its length, with the minute of its reset', () => {
  const primary = { used_percent: 12.4, window_minutes: 300, resets_at: '2026-11-21T00:00:59.000Z' };
  const secondary = { used_percent: 5, window_minutes: 10_080, resets_at: '2026-11-26T20:00:00.000Z' };
  expect(quotaFacts({ primary, secondary })).toEqual([
    'quota of 5 hours: 12 % used, resets 2026-11-21 00:00 UTC',
    'quota of 1 week: 5 % used, resets 2026-11-26 20:00 UTC',
  ]);
  expect(quotaFacts({ primary: null, secondary })).toHaveLength(1);
  expect(quotaFacts(null)).toEqual([]);
});
