import { expect, test } from 'vitest';
import { estimateCall } from './estimate-call.ts';

const wishes = { model: 'own-model', effort: null, tier: null, prices: {} };

test('a price of the profile counts, by the million tokens', () => {
  const { cost, contextWindow } = estimateCall({
    ...wishes,
    prices: { 'own-model': { input: 2, output: 10 } },
  });
  expect(cost({ input: 1_000_000, output: 100_000 })).toBeCloseTo(3);
  expect(contextWindow).toBeNull();
});

test('without a price there is no cost, never 0', () => {
  expect(estimateCall(wishes).cost({ input: 5, output: 5 })).toBeNull();
});

test('without a model it is the default of the catalogue, with its window', () => {
  const { model, contextWindow, cost } = estimateCall({ ...wishes, model: null });
  expect(model).not.toBe('');
  expect(contextWindow).toBeGreaterThan(100_000);
  expect(cost({ input: 1_000, output: 1_000 })).toBeGreaterThan(0);
});

test('an effort that the model does not have is refused', () => {
  expect(() => estimateCall({ ...wishes, model: null, effort: 'gigantic' })).toThrow(
    'has no effort "gigantic"',
  );
});
