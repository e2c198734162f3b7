import { expect, test } from 'vitest';
import { startFixture } from '../testing/client-fixture.ts';
import { plainBackend } from '../testing/plain-settings.ts';
import { type EstimateOptions, estimateCall } from './estimate-call.ts';

const estimate = (settings: Partial<EstimateOptions['settings']> = {}) =>
  estimateCall({
    settings: {
      backend: plainBackend,
      model: 'own-model',
      effort: null,
      tier: null,
      prices: {},
      ...settings,
    },
    env: { CODEX_PRO_API_KEY: 'k' },
    codexHome: '/nowhere',
    stateHome: '/nowhere',
  });

test('a price of the profile counts, by the million tokens', async () => {
  const { cost, contextWindow } = await estimate({ prices: { 'own-model': { input: 2, output: 10 } } });
  expect(cost({ input: 1_000_000, output: 100_000 })).toBeCloseTo(3);
  expect(contextWindow).toBeNull();
});

test('without a price there is no cost, never 0', async () => {
  expect((await estimate()).cost({ input: 5, output: 5 })).toBeNull();
});

test('without a model it is the default of the catalogue, with its window', async () => {
  const { model, contextWindow, cost } = await estimate({ model: null });
  expect(model).not.toBe('');
  expect(contextWindow).toBeGreaterThan(100_000);
  expect(cost({ input: 1_000, output: 1_000 })).toBeGreaterThan(0);
});

test('an effort that the model does not have is refused', async () => {
  await expect(estimate({ model: null, effort: 'gigantic' })).rejects.toThrow('has no effort "gigantic"');
});

test("a login's own catalogue counts once it was fetched; before, it may have what ours does not", async () => {
  await using fixture = await startFixture({
    models: [
      {
        slug: 'house',
        efforts: ['deep'],
        defaultEffort: 'deep',
        lite: true,
        tiers: [],
        contextWindow: 1000,
      },
    ],
  });
  await fixture.signIn();
  const { emulator, codexHome, stateHome } = fixture;
  const asLogin = (effort: string) =>
    estimateCall({
      settings: {
        backend: { ...plainBackend, base_url: emulator.codexUrl, chatgpt_url: emulator.chatgptUrl },
        model: null,
        effort,
        tier: null,
        prices: {},
      },
      env: {},
      codexHome,
      stateHome,
    });
  expect(await asLogin('deep')).toMatchObject({ model: 'gpt-6.1-sol', effort: 'deep' });
  await fixture.chatgptClient({ model: null });
  expect(await asLogin('deep')).toMatchObject({ model: 'house', effort: 'deep', contextWindow: 1000 });
  await expect(asLogin('low')).rejects.toMatchObject({ hint: 'It has: deep.' });
});
