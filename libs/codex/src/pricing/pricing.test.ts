import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOf } from './cost.ts';
import { generatePrices } from './generate-prices.ts';
import { bundledPrices, findPrice, type Price } from './price-table.ts';
import { noUsage } from './spending.ts';

const million = 1_000_000;

function priceOf(model: string): Price {
  const found = findPrice(model, {});
  if (found === null) throw new Error(`no price for ${model}`);
  return found.price;
}

test('the bundled table is what the generator makes of the package and the additions', () => {
  expect(bundledPrices).toEqual(generatePrices(bundledPrices.as_of));
});

test('the model that the package does not know yet is priced by the additions', () => {
  const sol = priceOf('gpt-6.1-sol');
  expect(costOf({ ...noUsage, inputTokens: 100_000, outputTokens: million }, sol, null)).toBeCloseTo(
    0.2 + 10,
    9,
  );
  expect(costOf({ ...noUsage, inputTokens: 100_000, cachedInputTokens: 100_000 }, sol, null)).toBeCloseTo(
    0.01,
    9,
  );
  expect(costOf({ ...noUsage, inputTokens: 100_000, cacheWriteTokens: 100_000 }, sol, null)).toBeCloseTo(
    0.25,
    9,
  );
});

test('an input past 272,000 tokens moves the whole request to the long rates', () => {
  const sol = priceOf('gpt-6.1-sol');
  const at = (inputTokens: number) => costOf({ ...noUsage, inputTokens, outputTokens: 1000 }, sol, null) ?? 0;
  expect(at(272_000)).toBeCloseTo((272_000 * 2 + 1000 * 10) / million, 9);
  expect(at(272_001)).toBeCloseTo((272_001 * 4 + 1000 * 15) / million, 9);
  expect(priceOf('gpt-5.5').long?.over).toBe(272_000);
});

test.for([
  [null, 1],
  ['default', 1],
  ['auto', 1],
  ['priority', 2],
  ['ultrafast', 6],
  ['flex', 0.5],
  ['of-the-future', null],
  ['constructor', null],
] as const)('the tier %s multiplies a price by %s', ([tier, factor]) => {
  const usage = { ...noUsage, outputTokens: million };
  expect(costOf(usage, priceOf('gpt-6.1-sol'), tier)).toBe(factor === null ? null : 10 * factor);
});

test('a profile price wins, rates it does not give cost the input rate, and a snapshot costs what its model costs', () => {
  const overrides = { 'gpt-5.5': { input: 1, output: 2 }, house: { input: 3, output: 4 } };
  expect(findPrice('gpt-5.5', overrides)).toMatchObject({ from: 'profile', price: { input: 1 } });
  expect(findPrice('house-2026-01-31', overrides)).toMatchObject({ from: 'profile', price: { input: 3 } });
  expect(findPrice('gpt-6-sol-2026-08-01', {})).toEqual(findPrice('gpt-6-sol', {}));
  const cached = { ...noUsage, inputTokens: million, cachedInputTokens: million };
  expect(costOf(cached, { input: 3, output: 4 }, null)).toBe(3);
});

test.for(['unheard-of', 'constructor', '__proto__', ''])('the price of %j is not known', (model) => {
  expect(findPrice(model, {})).toBeNull();
});

test('a cost is never negative, and more tokens never cost less', () => {
  const model = fc.constantFrom(...Object.keys(bundledPrices.models));
  fc.assert(
    fc.property(model, fc.nat(million), fc.nat(million), fc.nat(million), (name, input, output, more) => {
      const price = priceOf(name);
      const cost = (inputTokens: number, outputTokens: number) =>
        costOf({ ...noUsage, inputTokens, outputTokens }, price, null) ?? -1;
      expect(cost(input, output)).toBeGreaterThanOrEqual(0);
      expect(cost(input + more, output)).toBeGreaterThanOrEqual(cost(input, output));
      expect(cost(input, output + more)).toBeGreaterThanOrEqual(cost(input, output));
    }),
  );
});
