import { expect, test } from 'vitest';
import { call, patient, startFixture } from '../testing/client-fixture.ts';
import { memoryGateStore } from './gate-store.ts';
import { createQuotaGate, gateAccount, probeEveryMs, refuseAtClosedGate } from './quota-gate.ts';

const shut = expect.objectContaining({ code: 'usage_limit', retryAt: expect.any(Date) });

function gates(now: () => number) {
  const store = memoryGateStore();
  return {
    store,
    gate: (model = 'sol', account = 'a') => createQuotaGate({ store, account, model, now }),
  };
}

test('a closed gate holds every caller of the account back until the limit resets', () => {
  let now = 0;
  const { gate, store } = gates(() => now);
  gate().close({ limit: null, until: 3_600_000, cause: 'used up' });
  expect(() => gate('luna').enter()).toThrow(shut);
  gate('luna', 'somebody else').enter();
  now = 3_600_000;
  gate().enter();
  gate().open();
  expect(store.list('a')).toEqual([]);
});

test('every 15 minutes one caller passes to see whether credits were bought', () => {
  let now = 0;
  const { gate } = gates(() => now);
  gate().close({ limit: null, until: null, cause: 'used up' });
  now = probeEveryMs;
  gate().enter();
  expect(() => gate().enter()).toThrow(shut);
  gate().close({ limit: null, until: null, cause: 'still used up' });
  now += probeEveryMs - 1;
  expect(() => gate().enter()).toThrow(shut);
  now += 1;
  gate().enter();
  gate().open();
  gate().enter();
});

test('work that would only be refused is refused before it starts, and takes nobody’s probe', () => {
  let now = 0;
  const { gate, store } = gates(() => now);
  const look = (model: string | null, patientUntil: number | null = null) =>
    refuseAtClosedGate({ store, account: 'a', model, now: () => now, patientUntil });
  look('sol');
  gate('astra').close({ limit: 'bengalfox', until: null, cause: 'used up' });
  look('sol');
  look(null);
  expect(() => look('astra')).toThrow(shut);
  gate().close({ limit: null, until: 3_600_000, cause: 'used up' });
  expect(() => look(null)).toThrow(shut);
  expect(() => look(null, 3_599_999)).toThrow(shut);
  look(null, 3_600_000);
  now = probeEveryMs;
  const before = store.list('a');
  look('sol');
  expect(store.list('a')).toEqual(before);
  gate('sol').enter();
  expect(() => look('sol')).toThrow(shut);
});

test('the probe of one limit is kept while another holds the call', () => {
  let now = 0;
  const { gate, store } = gates(() => now);
  gate().close({ limit: null, until: null, cause: 'used up' });
  now = 1000;
  gate('astra').close({ limit: 'bengalfox', until: null, cause: 'used up' });
  now = probeEveryMs;
  expect(() => gate('astra').enter()).toThrow(shut);
  expect(store.list('a').map((row) => row.probeAt)).toEqual([probeEveryMs, probeEveryMs + 1000]);
  gate('sol').enter();
});

test('a limit with a name of its own binds the model that ran into it', () => {
  const { gate } = gates(() => 0);
  gate('astra').close({ limit: 'bengalfox', until: 1000, cause: 'used up' });
  expect(() => gate('astra').enter()).toThrow(shut);
  gate('sol').enter();
});

test('another account, key or plan is another gate, and no key is in its name', () => {
  const login = {
    mode: 'chatgpt',
    accessToken: 't',
    accountId: 'acct',
    plan: 'plus',
    fedramp: false,
    expiresAt: null,
  } as const;
  const key = { mode: 'api-key', key: 'sk-secret', kind: 'openai-key', source: 'x' } as const;
  const names = [
    gateAccount('https://a', login),
    gateAccount('https://b', login),
    gateAccount('https://a', { ...login, accountId: 'other' }),
    gateAccount('https://a', { ...login, plan: 'pro' }),
    gateAccount('https://a', key),
    gateAccount('https://a', { ...key, key: 'sk-other' }),
  ];
  expect(new Set(names).size).toBe(names.length);
  expect(names.join()).not.toContain('sk-secret');
  expect(gateAccount('https://a', { ...login, accessToken: 'renewed' })).toBe(names[0]);
});

test('after a usage limit the next call is not sent, by any client of the account', async () => {
  await using fixture = await startFixture();
  const resets_at = Math.floor(Date.now() / 1000) + 3600;
  fixture.emulator.fail({ fault: 'usage_limit', resets_at });
  const client = await fixture.client();
  const limited = { code: 'usage_limit', retryAt: new Date(resets_at * 1000) };
  await expect(client.respond(call, patient)).rejects.toMatchObject(limited);
  await expect((await fixture.client()).respond(call, patient)).rejects.toMatchObject(limited);
  expect(fixture.emulator.modelRequests).toHaveLength(1);
});

test('a limit that is over is forgotten with the first answer', async () => {
  await using fixture = await startFixture();
  fixture.emulator.fail({ fault: 'usage_limit', resets_at: 1, on: 1 });
  const client = await fixture.client();
  await expect(client.respond(call, patient)).rejects.toMatchObject({ code: 'usage_limit' });
  await client.respond(call, patient);
  fixture.emulator.fail({ fault: 'server_error', on: [1, 2] });
  await client.respond(call, patient);
});
