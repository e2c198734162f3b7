import { expect, test } from 'vitest';
import { checkWishes } from './check-wishes.ts';
import type { ClientSettings } from './client-settings.ts';
import { type ClientFixture, startFixture } from './testing/client-fixture.ts';
import { plainBackend } from './testing/plain-settings.ts';

const house = {
  slug: 'house',
  efforts: ['deep'],
  defaultEffort: 'deep',
  lite: true,
  tiers: [],
  contextWindow: 1000,
};

function check(fixture: ClientFixture, mode: 'key' | 'login', settings: Partial<ClientSettings>) {
  const { emulator, codexHome, stateHome } = fixture;
  return checkWishes({
    settings: {
      backend: {
        ...plainBackend,
        base_url: mode === 'key' ? emulator.url : emulator.codexUrl,
        chatgpt_url: emulator.chatgptUrl,
      },
      model: null,
      effort: null,
      tier: null,
      clocks: { connect: 2000, first_event: 2000, idle: 2000, call: 10_000 },
      retries: { attempts: 3, wait: 100 },
      budget: { usd: null, tokens: null, minutes: null },
      prices: {},
      ...settings,
    },
    env: mode === 'key' ? { CODEX_PRO_API_KEY: 'emulator-key' } : {},
    codexHome,
    stateHome,
    capability: 'review',
    productVersion: '0.1.0',
  });
}

const bad: readonly [what: string, settings: Partial<ClientSettings>, hint: RegExp][] = [
  ['an effort', { model: 'gpt-5.5', effort: 'gigantic' }, /low, medium, high, xhigh/],
  ['a tier', { tier: 'sometimes' }, /fast, priority, flex/],
  [
    'a budget without a price',
    { model: 'own', budget: { usd: 1, tokens: null, minutes: null } },
    /budget_tokens/,
  ],
];

test.for(bad)('with a key, %s that cannot be is refused without a question', async ([, settings, hint]) => {
  await using fixture = await startFixture();
  await expect(check(fixture, 'key', settings)).rejects.toMatchObject({
    code: 'input_invalid',
    hint: expect.stringMatching(hint),
  });
  await check(fixture, 'key', { model: 'gpt-5.5', effort: 'high', tier: 'fast' });
  await check(fixture, 'key', { model: 'own', effort: 'of its own' });
  expect(fixture.emulator.requests).toEqual([]);
});

test('what the bundled catalogue does not know is asked of a login, and the answer counts', async () => {
  await using fixture = await startFixture({ models: [house] });
  await fixture.signIn();
  await check(fixture, 'login', { effort: 'deep' });
  await expect(check(fixture, 'login', { effort: 'gigantic' })).rejects.toMatchObject({
    code: 'input_invalid',
    message: 'house has no effort "gigantic".',
  });
  expect(fixture.emulator.requests.map(({ endpoint }) => endpoint)).toEqual(['models']);
});

test('what the bundled catalogue knows is not asked', async () => {
  await using fixture = await startFixture({ models: [house] });
  await fixture.signIn();
  await check(fixture, 'login', { model: 'gpt-6.1-sol', effort: 'high' });
  expect(fixture.emulator.requests).toEqual([]);
});
