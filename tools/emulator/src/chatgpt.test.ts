import { zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Emulator } from './emulator.ts';
import type { JsonObject } from './json.ts';
import { emulatorForTest } from './testing/emulator-for-test.ts';
import { chatgptHeaders, plainBody, type Received, send, typesOf } from './testing/post.ts';

function ask(
  emulator: Emulator,
  headers: Record<string, string> = chatgptHeaders(emulator),
  body: JsonObject = plainBody(),
): Promise<Received> {
  return send(emulator, body, { path: '/backend-api/codex/responses', headers });
}

function get(emulator: Emulator, path: string, headers = chatgptHeaders(emulator)): Promise<Received> {
  return send(emulator, '', { method: 'GET', path: `/backend-api${path}`, headers });
}

function refresh(emulator: Emulator, refreshToken: string): Promise<Received> {
  const body = {
    client_id: 'app_EMoamEEZ73f0CkXaXp7hrann',
    grant_type: 'refresh_token',
    refresh_reason: 'proactive_expiry',
    refresh_token: refreshToken,
  };
  return send(emulator, body, { path: '/oauth/token' });
}

describe('a model request', () => {
  test('is taken with token and account, as JSON or zstd', async () => {
    const emulator = await emulatorForTest();
    expect((await ask(emulator)).status).toBe(200);
    const packed = zstdCompressSync(JSON.stringify(plainBody()));
    const received = await send(emulator, packed, {
      path: '/backend-api/codex/responses',
      headers: { ...chatgptHeaders(emulator), 'content-encoding': 'zstd' },
    });
    expect(received.status).toBe(200);
    expect(emulator.requests[1]?.body).toEqual(plainBody());
    expect(emulator.violations).toEqual([]);
  });

  test.each([
    ['auth.missing', 401, { authorization: '' }],
    ['auth.token', 401, { authorization: 'Bearer stranger' }],
    ['auth.account', 401, { 'chatgpt-account-id': 'acct-other' }],
    ['auth.routing', 400, { 'x-openai-account-routing-override': 'us' }],
    ['turn_state', 400, { 'x-codex-turn-state': 'ts-made-up' }],
    ['content_encoding', 400, { 'content-encoding': 'zstd' }],
  ])('is refused: %s', async (rule, status, headers) => {
    const emulator = await emulatorForTest();
    const received = await ask(emulator, { ...chatgptHeaders(emulator), ...headers });
    expect(received.status).toBe(status);
    expect(Object.keys(JSON.parse(received.text))).toEqual(['detail']);
    expect(emulator.violations).toMatchObject([{ request: 1, rule }]);
  });

  test('zstd is for this login only', async () => {
    const emulator = await emulatorForTest();
    const packed = zstdCompressSync(JSON.stringify(plainBody()));
    expect((await send(emulator, packed, { headers: { 'content-encoding': 'zstd' } })).status).toBe(415);
  });

  test('a turn state belongs to its turn', async () => {
    const emulator = await emulatorForTest();
    const turn = (id: string) => plainBody({ client_metadata: { turn_id: id } });
    const first = await ask(emulator, chatgptHeaders(emulator), turn('t1'));
    const state = String(first.headers['x-codex-turn-state']);
    const echoed = { ...chatgptHeaders(emulator), 'x-codex-turn-state': state };
    expect((await ask(emulator, echoed, turn('t1'))).status).toBe(200);
    expect((await ask(emulator, echoed, turn('t2'))).status).toBe(400);
  });

  test('an account with a routing override wants it in the header', async () => {
    const emulator = await emulatorForTest({ accounts: [{ id: 'a', plan: 'team', routingOverride: 'us' }] });
    expect((await ask(emulator)).status).toBe(400);
    const routed = { ...chatgptHeaders(emulator), 'x-openai-account-routing-override': 'us' };
    expect((await ask(emulator, routed)).status).toBe(200);
    // Whoever asks how the account is routed cannot know it yet.
    expect((await get(emulator, '/wham/accounts/check')).text).toContain('"account_routing_override":"us"');
  });
});

describe('quota', () => {
  test('is in the headers, in an event after the first, and on the usage endpoint', async () => {
    const emulator = await emulatorForTest({
      rateLimits: {
        plan: 'pro',
        primary: { used_percent: 100, window_minutes: 300, reset_at: 4_000_000_000 },
        credits: { has_credits: true, unlimited: false, balance: '12.50' },
        event: true,
      },
    });
    const received = await ask(emulator);
    expect(received.headers).toMatchObject({
      'x-codex-primary-used-percent': '100',
      'x-codex-primary-window-minutes': '300',
      'x-codex-primary-reset-at': '4000000000',
      'x-codex-credits-balance': '12.50',
    });
    expect(typesOf(received).slice(0, 2)).toEqual(['response.created', 'codex.rate_limits']);
    expect(JSON.parse((await get(emulator, '/wham/usage')).text)).toMatchObject({
      plan_type: 'pro',
      rate_limit: { limit_reached: true, primary_window: { limit_window_seconds: 18_000 } },
    });
  });

  test('is modest unless told, absent with a key, and changes at will', async () => {
    const emulator = await emulatorForTest();
    const used = async () => (await ask(emulator)).headers['x-codex-primary-used-percent'];
    expect(await used()).toBe('12');
    expect((await send(emulator)).headers['x-codex-primary-used-percent']).toBeUndefined();
    emulator.setRateLimits({ plan: 'plus', primary: { used_percent: 80, window_minutes: 1, reset_at: 1 } });
    expect(await used()).toBe('80');
    emulator.setRateLimits(null);
    expect(await used()).toBeUndefined();
  });
});

describe('the login', () => {
  test('a refresh token works once', async () => {
    const emulator = await emulatorForTest();
    const spent = emulator.login.tokens.refresh_token;
    const renewed = await refresh(emulator, spent);
    expect(JSON.parse(renewed.text)).toEqual(emulator.login.tokens);
    expect(JSON.parse((await refresh(emulator, spent)).text).error.code).toBe('refresh_token_reused');
    expect(JSON.parse((await refresh(emulator, 'rt-none')).text).error.code).toBe(
      'refresh_token_invalidated',
    );
    expect(emulator.login.refreshes).toBe(1);
    expect(emulator.violations).toEqual([]);
  });

  test('of two refreshes at the same time one wins and the other comes too late', async () => {
    const emulator = await emulatorForTest({ latency: { token: 50 } });
    const token = emulator.login.tokens.refresh_token;
    const both = await Promise.all([refresh(emulator, token), refresh(emulator, token)]);
    expect(both.map((each) => each.status).sort()).toEqual([200, 401]);
  });

  test('a revoked or expired token is refused until the refresh, and is no mistake of the client', async () => {
    const emulator = await emulatorForTest();
    emulator.login.revokeAccessTokens();
    expect(JSON.parse((await ask(emulator)).text).error.code).toBe('token_expired');
    await refresh(emulator, emulator.login.tokens.refresh_token);
    expect((await ask(emulator)).status).toBe(200);
    emulator.login.signInAgain(-1);
    expect((await ask(emulator)).status).toBe(401);
    expect(emulator.violations).toEqual([]);
  });

  test('tokens say in their claims what auth.json says', async () => {
    const emulator = await emulatorForTest({ accessTokenLifetime: 100 });
    const { tokens } = emulator.login.authJson() as { tokens: { access_token: string; account_id: string } };
    const claims = JSON.parse(Buffer.from(tokens.access_token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims['https://api.openai.com/auth'].chatgpt_account_id).toBe(tokens.account_id);
    expect(claims.exp - claims.iat).toBe(100);
  });

  test.each([
    ['a wrong client', { client_id: 'x', grant_type: 'refresh_token' }],
    ['a wrong grant', { client_id: 'app_EMoamEEZ73f0CkXaXp7hrann', grant_type: 'password' }],
  ])('a refresh with %s is refused', async (_name, body) => {
    const emulator = await emulatorForTest();
    expect((await send(emulator, body, { path: '/oauth/token' })).status).toBe(400);
    expect(emulator.violations).toHaveLength(1);
  });

  test('a refresh fails on demand', async () => {
    const emulator = await emulatorForTest();
    emulator.fail({ fault: 'refresh_refused', code: 'refresh_token_expired', endpoint: 'token', on: 1 });
    emulator.fail({ fault: 'server_error', endpoint: 'token', on: 2 });
    const token = emulator.login.tokens.refresh_token;
    const statuses = [];
    for (let attempt = 0; attempt < 3; attempt++) statuses.push((await refresh(emulator, token)).status);
    expect(statuses).toEqual([401, 500, 200]);
    expect(emulator.requests.map((each) => each.fault)).toEqual(['refresh_refused', 'server_error', null]);
  });
});

describe('the other endpoints', () => {
  test('accounts, catalogue', async () => {
    const emulator = await emulatorForTest();
    expect(JSON.parse((await get(emulator, '/wham/accounts/check')).text)).toMatchObject({
      accounts: [{ id: 'acct-emulator-1', workspace_backend_origin: 'NO_CONSTRAINT' }],
    });
    const catalogue = JSON.parse((await get(emulator, '/codex/models?client_version=0.169.0')).text);
    expect(catalogue.models.map((model: { slug: string }) => model.slug)).toContain('gpt-5.5');
    expect((await get(emulator, '/codex/models')).status).toBe(400);
  });

  test('fail on demand, and want the token', async () => {
    const emulator = await emulatorForTest();
    expect((await get(emulator, '/wham/usage', { authorization: '', 'chatgpt-account-id': '' })).status).toBe(
      401,
    );
    emulator.fail({ fault: 'server_error', endpoint: 'accounts_check' });
    expect((await get(emulator, '/wham/accounts/check')).status).toBe(500);
  });

  test('what the real CLI asks for besides is not there, and no violation; a stray path is one', async () => {
    const emulator = await emulatorForTest();
    expect((await get(emulator, '/ps/plugins/installed?limit=200')).status).toBe(404);
    expect(emulator.violations).toEqual([]);
    expect((await get(emulator, '/nowhere')).status).toBe(404);
    expect(emulator.violations).toMatchObject([{ rule: 'path' }]);
  });
});
