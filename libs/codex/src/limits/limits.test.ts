import { expect, test } from 'vitest';
import { startFixture } from '../testing/client-fixture.ts';
import { plainBackend } from '../testing/plain-settings.ts';
import { createLatestLimits } from './latest-limits.ts';
import { limitsFromHeaders } from './rate-limit-headers.ts';
import { limitsFromEvent } from './rate-limits-event.ts';
import { readUsage, usageFrom } from './read-usage.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const read_at = '2026-11-20T10:00:00.000Z';

function headers(values: Readonly<Record<string, string>>) {
  return limitsFromHeaders((name) => values[name] ?? null, now);
}

test('limits are read from headers', () => {
  expect(
    headers({
      'x-codex-primary-used-percent': '12.5',
      'x-codex-primary-window-minutes': '300',
      'x-codex-primary-reset-at': '1795176000',
      'x-codex-credits-has-credits': 'True',
      'x-codex-credits-unlimited': 'false',
      'x-codex-credits-balance': '9.99',
    }),
  ).toEqual({
    plan: null,
    primary: { used_percent: 12.5, window_minutes: 300, resets_at: '2026-11-20T12:00:00.000Z' },
    secondary: null,
    credits: { has_credits: true, unlimited: false, balance: '9.99' },
    read_at,
  });
});

test.for([
  {},
  { 'x-codex-primary-used-percent': '12' },
  {
    'x-codex-primary-used-percent': 'x',
    'x-codex-primary-window-minutes': '1',
    'x-codex-primary-reset-at': '1',
  },
  {
    'x-codex-primary-used-percent': '1',
    'x-codex-primary-window-minutes': '1',
    'x-codex-primary-reset-at': '1e99',
  },
])('headers that say nothing whole (%j) are no limits', (values) => {
  expect(headers(values)).toBeNull();
});

test('limits are read from an event', () => {
  const event = {
    type: 'codex.rate_limits',
    plan_type: 'pro',
    rate_limits: {
      primary: null,
      secondary: { used_percent: 5, window_minutes: 10080, reset_at: 1795176000 },
    },
    credits: null,
  };
  expect(limitsFromEvent(event, now)).toEqual({
    plan: 'pro',
    primary: null,
    secondary: { used_percent: 5, window_minutes: 10080, resets_at: '2026-11-20T12:00:00.000Z' },
    credits: null,
    read_at,
  });
  expect(limitsFromEvent({ type: 'codex.rate_limits' }, now)).toBeNull();
});

test('the latest limits keep what a later reading lacks', () => {
  const latest = createLatestLimits('plus');
  latest.see(null);
  expect(latest.current).toBeNull();
  const primary = { used_percent: 1, window_minutes: 300, resets_at: read_at };
  latest.see({ plan: null, primary, secondary: null, credits: null, read_at: 'early' });
  latest.see({ plan: 'pro', primary: null, secondary: primary, credits: null, read_at: 'late' });
  expect(latest.current).toEqual({
    plan: 'pro',
    primary,
    secondary: primary,
    credits: null,
    read_at: 'late',
  });
});

test('the usage page is read with the login, and its shape may lack anything', async () => {
  await using fixture = await startFixture();
  await fixture.signIn();
  const settings = {
    backend: {
      ...plainBackend,
      base_url: fixture.emulator.codexUrl,
      chatgpt_url: fixture.emulator.chatgptUrl,
    },
    clocks: { connect: 2000, first_event: 2000, idle: 2000, call: 2000 },
  };
  const env = { CODEX_REFRESH_TOKEN_URL_OVERRIDE: fixture.emulator.refreshUrl };
  const asked = {
    settings,
    env,
    codexHome: fixture.codexHome,
    productVersion: '0',
    signal: new AbortController().signal,
  };
  expect(await readUsage(asked)).toMatchObject({
    limits: { plan: 'plus', primary: { used_percent: 12, window_minutes: 300 } },
    limitReached: false,
    additional: [],
  });
  fixture.emulator.login.revokeAccessTokens();
  expect(await readUsage(asked)).toMatchObject({ limitReached: false });
  fixture.emulator.fail({ fault: 'forbidden', endpoint: 'usage' });
  await expect(readUsage(asked)).rejects.toMatchObject({ code: 'forbidden' });
  expect(usageFrom({ additional_rate_limits: [{ limit_name: 'astra' }, 7] }, now)).toMatchObject({
    limits: { plan: null, primary: null, credits: null },
    limitReached: null,
    additional: [{ name: 'astra', primary: null, secondary: null }],
  });
});

test('a key has no usage page', async () => {
  await using fixture = await startFixture();
  const asked = {
    settings: { backend: plainBackend, clocks: { connect: 1, first_event: 1, idle: 1, call: 1 } },
    env: { CODEX_PRO_API_KEY: 'k' },
    codexHome: fixture.codexHome,
    productVersion: '0',
    signal: new AbortController().signal,
  };
  await expect(readUsage(asked)).rejects.toMatchObject({ code: 'not_configured' });
});
