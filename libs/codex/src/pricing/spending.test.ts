import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Usage } from '../model-call.ts';
import { call, patient, startFixture } from '../testing/client-fixture.ts';
import { findPrice } from './price-table.ts';
import { createSpending, noUsage, type SpendingOptions } from './spending.ts';

const unlimited = { usd: null, tokens: null, minutes: null };

function spending(changes: Partial<SpendingOptions> = {}) {
  return createSpending({
    budget: unlimited,
    price: findPrice('gpt-5.5', {}),
    model: 'gpt-5.5',
    tier: null,
    planned: false,
    startedAt: 0,
    now: () => 0,
    ...changes,
  });
}

const anyUsage: fc.Arbitrary<Usage> = fc
  .tuple(
    fc.nat(10_000_000),
    fc.nat(10_000_000),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([inputTokens, outputTokens, cached, written]) => {
    const cachedInputTokens = Math.floor(inputTokens * cached);
    return {
      inputTokens,
      cachedInputTokens,
      cacheWriteTokens: Math.floor((inputTokens - cachedInputTokens) * written),
      outputTokens,
      reasoningTokens: Math.floor(outputTokens * cached),
    };
  });

test('totals are the sums of what the attempts said', () => {
  fc.assert(
    fc.property(fc.array(fc.option(anyUsage)), (usages) => {
      const spent = spending();
      const costs = usages.map((usage) => spent.attempt(usage, true, null));
      const known = usages.filter((usage) => usage !== null);
      const total = spent.total();
      expect(total.attempts).toBe(usages.length);
      expect(total.input_tokens).toBe(known.reduce((sum, usage) => sum + usage.inputTokens, 0));
      expect(total.output_tokens).toBe(known.reduce((sum, usage) => sum + usage.outputTokens, 0));
      expect(total.cost_usd).toBeCloseTo(
        costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
        6,
      );
      expect(total.cost_note.includes('Not counted')).toBe(known.length < usages.length);
    }),
  );
});

test('the minutes of a budget count from the start of the work, not of this process', () => {
  let now = 599_999;
  const spent = spending({ budget: { ...unlimited, minutes: 10 }, startedAt: 0, now: () => now });
  spent.check();
  now = 600_000;
  expect(() => spent.check()).toThrow(expect.objectContaining({ code: 'budget_exceeded' }));
});

test('a cost that is not known is null and says so, never 0', () => {
  const spent = spending({ price: null, model: 'house-model' });
  expect(spent.attempt({ ...noUsage, inputTokens: 5 }, true, null)).toBeNull();
  expect(spent.total()).toMatchObject({
    cost_usd: null,
    cost_note: 'No price is known for house-model.',
    input_tokens: 5,
  });
});

test('an attempt that was never answered costs nothing and leaves no doubt', () => {
  const spent = spending();
  spent.attempt(null, false, null);
  expect(spent.total()).toMatchObject({
    attempts: 1,
    cost_usd: 0,
    cost_note: 'By API prices of 2026-11-20.',
  });
});

test('the tier that served an answer is the one that is paid', () => {
  const usage = { ...noUsage, outputTokens: 1_000_000 };
  expect(spending({ tier: 'priority' }).attempt(usage, true, null)).toBe(60);
  expect(spending({ tier: 'priority' }).attempt(usage, true, 'default')).toBe(30);
  expect(spending({ tier: 'priority' }).attempt(usage, true, 'a_new_tier')).toBe(60);
});

test('a budget in USD without a price is refused before anything is asked', () => {
  expect(() => spending({ price: null, budget: { ...unlimited, usd: 1 } })).toThrow(
    expect.objectContaining({ code: 'input_invalid' }),
  );
});

test('a budget of minutes ends calls when they are over', () => {
  let now = 0;
  const spent = spending({ budget: { ...unlimited, minutes: 2 }, now: () => now });
  now = 119_999;
  spent.check();
  now = 120_000;
  expect(() => spent.check()).toThrow(expect.objectContaining({ code: 'budget_exceeded' }));
});

test.for([{ tokens: 10 }, { usd: 0.000001 }])(
  'a budget of %j binds after the call that overshoots',
  async (budget) => {
    await using fixture = await startFixture();
    const client = await fixture.client({ budget: { ...unlimited, ...budget } });
    await client.respond(call, patient);
    await expect(client.respond(call, patient)).rejects.toMatchObject({ code: 'budget_exceeded' });
    expect(fixture.emulator.modelRequests).toHaveLength(1);
  },
);
