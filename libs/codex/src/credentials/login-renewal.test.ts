import { spawn } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ClientFixture, call, patient, startFixture } from '../testing/client-fixture.ts';
import { expiredLogin } from '../testing/expired-login.ts';
import { withRefreshLock } from './refresh-lock.ts';

test('a login whose access token is over is renewed before the call, and the file kept whole', async () => {
  await using fixture = await startFixture();
  await fixture.signIn({ ...expiredLogin(fixture.emulator), agent_identity: { kept: true } });
  const client = await fixture.chatgptClient();
  await client.respond(call, patient);
  expect(asked(fixture)).toEqual(['token', 'models', 'accounts_check', 'responses']);
  expect(fixture.emulator.requests[0]?.body).toMatchObject({ refresh_reason: 'proactive_expiry' });
  const file = await authFile(fixture);
  expect(file).toMatchObject({ auth_mode: 'chatgpt', agent_identity: { kept: true } });
  expect(file).toMatchObject({
    tokens: { ...fixture.emulator.login.tokens, account_id: expect.any(String) },
  });
  expect((await stat(join(fixture.codexHome, 'auth.json'))).mode & 0o777).toBe(0o600);
  expect((await readdir(fixture.codexHome)).sort()).toEqual(['auth.json', 'state']);
});

test('a login whose access token is alive is never renewed, however soon it ends', async () => {
  await using fixture = await startFixture({ accessTokenLifetime: 60 });
  await fixture.signIn(fixture.emulator.login.authJson('2020-01-01T00:00:00Z'));
  const client = await fixture.chatgptClient();
  await client.respond(call, patient);
  expect(asked(fixture)).not.toContain('token');
});

test('a 401 is answered by one renewal, a new routing check, and one more request', async () => {
  await using fixture = await startFixture();
  await fixture.signIn();
  const client = await fixture.chatgptClient();
  await client.respond(call, patient);
  fixture.emulator.login.revokeAccessTokens();
  await client.respond(call, patient);
  expect(asked(fixture).slice(3)).toEqual(['responses', 'token', 'accounts_check', 'responses']);
  expect(fixture.records.map((record) => record.errorCode)).toEqual([null, 'auth_invalid', null]);
  expect(fixture.emulator.requests.find(({ endpoint }) => endpoint === 'token')?.body).toMatchObject({
    refresh_reason: 'unauthorized_recovery',
  });
});

test('a backend that always says 401 is asked twice, after one renewal', async () => {
  await using fixture = await startFixture();
  await fixture.signIn();
  fixture.emulator.fail({ fault: 'unauthorized' });
  const client = await fixture.chatgptClient();
  await expect(client.respond(call, patient)).rejects.toMatchObject({ code: 'auth_invalid', status: 401 });
  expect(fixture.emulator.modelRequests).toHaveLength(2);
  expect(fixture.emulator.login.refreshes).toBe(1);
});

test('a 401 after somebody else renewed the login is answered with theirs', async () => {
  await using fixture = await startFixture({ latency: { headers: 200 } });
  await fixture.signIn();
  fixture.emulator.fail({ fault: 'unauthorized', on: 1 });
  const client = await fixture.chatgptClient();
  const answered = client.respond(call, patient);
  await expect.poll(() => fixture.emulator.modelRequests.length).toBe(1);
  fixture.emulator.login.signInAgain();
  await fixture.signIn();
  await answered;
  expect(asked(fixture)).not.toContain('token');
  expect(fixture.emulator.modelRequests[1]?.headers['authorization']).toBe(
    `Bearer ${fixture.emulator.login.tokens.access_token}`,
  );
});

test.for([
  ['refresh_token_expired', /has expired/],
  ['refresh_token_invalidated', /signed out or revoked/],
  ['something_new', /something_new/],
] as const)('a renewal refused with %s ends the call before it is sent', async ([code, says]) => {
  await using fixture = await startFixture();
  await fixture.signIn(expiredLogin(fixture.emulator));
  fixture.emulator.fail({ fault: 'refresh_refused', endpoint: 'token', code });
  const before = await authFile(fixture);
  await expect(fixture.chatgptClient()).rejects.toMatchObject({
    code: 'auth_invalid',
    message: says,
    hint: expect.stringContaining('codex login'),
  });
  expect(fixture.emulator.modelRequests).toEqual([]);
  expect(await authFile(fixture)).toEqual(before);
  expect(await readdir(fixture.codexHome)).toEqual(['auth.json']);
});

test('a spent refresh token is forgiven when another process is about to write its tokens', async () => {
  await using fixture = await startFixture();
  await fixture.signIn(expiredLogin(fixture.emulator));
  const { refresh_token } = fixture.emulator.login.tokens;
  fixture.emulator.login.refresh(refresh_token);
  const made = fixture.chatgptClient();
  await expect.poll(() => asked(fixture)).toContain('token');
  await fixture.signIn();
  const client = await made;
  await client.respond(call, patient);
  expect(fixture.emulator.login.refreshes).toBe(1);
});

test('when the renewal cannot be asked for, the old token is tried, and its 401 ends as what is wrong with the renewal', async () => {
  await using fixture = await startFixture();
  await fixture.signIn(expiredLogin(fixture.emulator));
  fixture.emulator.fail({ fault: 'server_error', endpoint: 'token' });
  const client = await fixture.chatgptClient();
  await expect(client.respond(call, patient)).rejects.toMatchObject({
    code: 'upstream_failed',
    message: 'The renewal of the login was answered with 500.',
    hint: 'Try again later.',
  });
  // The catalogue, which goes without, then three attempts.
  expect(asked(fixture).filter((endpoint) => endpoint === 'token')).toHaveLength(4);
  expect(fixture.records).toHaveLength(3);
  expect(await readdir(fixture.codexHome)).not.toContain('auth.json.codex-pro.lock');
});

test('a page of a network filter in place of the renewal is no verdict on the login', async () => {
  await using fixture = await startFixture();
  await fixture.signIn(expiredLogin(fixture.emulator));
  fixture.emulator.fail({ fault: 'forbidden_html', endpoint: 'token' });
  await expect(fixture.chatgptClient()).rejects.toMatchObject({ code: 'upstream_failed', message: /403/ });
});

test('calls at the same time share one renewal', async () => {
  await using fixture = await startFixture();
  await fixture.signIn();
  const client = await fixture.chatgptClient();
  fixture.emulator.login.revokeAccessTokens();
  await Promise.all(Array.from({ length: 5 }, () => client.respond(call, patient)));
  expect(fixture.emulator.login.refreshes).toBe(1);
});

test('a lock of a dead process is taken over', async () => {
  await using fixture = await startFixture();
  await fixture.signIn(expiredLogin(fixture.emulator));
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.on('exit', resolve));
  const lock = { nonce: 'gone', pid: child.pid, start: null };
  await writeFile(join(fixture.codexHome, 'auth.json.codex-pro.lock'), JSON.stringify(lock));
  const client = await fixture.chatgptClient();
  await client.respond(call, patient);
  expect((await readdir(fixture.codexHome)).sort()).toEqual(['auth.json', 'state']);
});

test('where the lock cannot be made, nothing is renewed', async () => {
  let renewed = false;
  const locked = withRefreshLock('/nowhere/at/all/auth.json', new AbortController().signal, async () => {
    renewed = true;
  });
  await expect(locked).rejects.toMatchObject({ code: 'auth_invalid', message: /cannot be written/ });
  expect(renewed).toBe(false);
});

test('whoever waits for the lock of a living process stops waiting when cancelled', async () => {
  await using fixture = await startFixture();
  const path = join(fixture.codexHome, 'auth.json');
  const stop = new AbortController();
  const held = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  const holder = withRefreshLock(path, new AbortController().signal, () => {
    held.resolve();
    return done.promise;
  });
  await held.promise;
  const waiter = withRefreshLock(path, stop.signal, async () => 'got it');
  setTimeout(() => stop.abort(), 50);
  await expect(waiter).rejects.toMatchObject({ code: 'cancelled' });
  done.resolve();
  await holder;
  expect(await withRefreshLock(path, new AbortController().signal, async () => 'free')).toBe('free');
});

test('two processes that renew one login at the same time spend no token twice', async () => {
  await using fixture = await startFixture({ accessTokenLifetime: -1 });
  await fixture.signIn();
  const script = new URL('../testing/renew-in-process.ts', import.meta.url).pathname;
  const run = () =>
    new Promise<number | null>((resolve) => {
      const child = spawn(process.execPath, [script, fixture.codexHome, fixture.emulator.refreshUrl, '8'], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      child.on('exit', resolve);
    });
  expect(await Promise.all([run(), run()])).toEqual([0, 0]);
  const refused = fixture.emulator.requests.filter((request) => request.status !== 200);
  expect(refused).toEqual([]);
  expect(await authFile(fixture)).toMatchObject({ tokens: fixture.emulator.login.tokens });
  expect(await readdir(fixture.codexHome)).toEqual(['auth.json']);
});

function asked(fixture: ClientFixture): string[] {
  return fixture.emulator.requests.map((request) => request.endpoint);
}

async function authFile(fixture: ClientFixture): Promise<unknown> {
  return JSON.parse(await readFile(join(fixture.codexHome, 'auth.json'), 'utf8'));
}
