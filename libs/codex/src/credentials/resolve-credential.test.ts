import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BackendSettings } from '../client-settings.ts';
import { plainBackend } from '../testing/plain-settings.ts';
import { inspectCredentials } from './inspect-credentials.ts';
import { resolveCredential } from './resolve-credential.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'codex-pro-test-'));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

const tokens = { id_token: 'id', access_token: 'at', refresh_token: 'rt', account_id: 'acct' };

async function auth(content: unknown): Promise<void> {
  await writeFile(join(home, 'auth.json'), typeof content === 'string' ? content : JSON.stringify(content));
}

async function resolve(backend: Partial<BackendSettings> = {}, env: NodeJS.ProcessEnv = {}, apiKey?: string) {
  const found = await resolveCredential({
    backend: { ...plainBackend, ...backend },
    env,
    codexHome: home,
    apiKey,
  });
  return { ...found.credential, base: found.urls.base.href };
}

test('a login goes to ChatGPT, and a key to the API', async () => {
  await auth({ auth_mode: 'chatgpt', OPENAI_API_KEY: null, tokens });
  expect(await resolve()).toMatchObject({
    mode: 'chatgpt',
    accessToken: 'at',
    accountId: 'acct',
    base: 'https://chatgpt.com/backend-api/codex',
  });
  await auth({ auth_mode: 'apikey', OPENAI_API_KEY: 'sk-file', tokens: null });
  expect(await resolve()).toMatchObject({
    mode: 'api-key',
    key: 'sk-file',
    base: 'https://api.openai.com/v1',
  });
});

test('a file with a key and tokens, and no mode, means the key', async () => {
  await auth({ OPENAI_API_KEY: 'sk-file', tokens });
  expect(await resolve()).toMatchObject({ mode: 'api-key', source: 'auth.json' });
  expect(await resolve({ auth: 'chatgpt' })).toMatchObject({ mode: 'chatgpt' });
});

test('our own key comes first, then the provider, the CLI, the login, and last the key of other programs', async () => {
  await auth({ auth_mode: 'chatgpt', tokens });
  const env = { CODEX_PRO_API_KEY: 'own', ACME_KEY: 'acme', CODEX_API_KEY: 'cli', OPENAI_API_KEY: 'other' };
  const acme = { api_key_env: 'ACME_KEY' };
  expect(await resolve(acme, env)).toMatchObject({ source: 'CODEX_PRO_API_KEY' });
  expect(await resolve(acme, { ...env, CODEX_PRO_API_KEY: ' ' })).toMatchObject({ source: 'ACME_KEY' });
  expect(await resolve({}, { CODEX_API_KEY: 'cli', OPENAI_API_KEY: 'other' })).toMatchObject({
    source: 'CODEX_API_KEY',
  });
  expect(await resolve({}, { OPENAI_API_KEY: 'other' })).toMatchObject({ mode: 'chatgpt' });
  expect(await resolve({ auth: 'api-key' }, { OPENAI_API_KEY: 'other' })).toMatchObject({
    source: 'OPENAI_API_KEY',
  });
  await rm(join(home, 'auth.json'));
  expect(await resolve({}, { OPENAI_API_KEY: 'other' })).toMatchObject({ source: 'OPENAI_API_KEY' });
});

test('a key that was handed over stays bound to where its variable may go', async () => {
  const env = { OPENAI_API_KEY: 'sk-secret' };
  const report = await inspectCredentials({ settings: { backend: plainBackend }, env, codexHome: home });
  expect(report).toMatchObject({ mode: 'api-key', needsKey: true, source: 'OPENAI_API_KEY' });
  expect(await resolve({}, {}, report.apiKey)).toMatchObject({ key: 'sk-secret', kind: 'openai-key' });
  await expect(resolve({ base_url: 'https://gw.example/v1' }, {}, report.apiKey)).rejects.toMatchObject({
    code: 'not_configured',
    hint: expect.stringContaining('trusted_origins'),
  });
  expect(await resolve({ base_url: 'https://gw.example/v1' }, {}, 'plain')).toMatchObject({
    kind: 'base-url-key',
    key: 'plain',
  });
});

test('a handed key does not push a login aside', async () => {
  const env = { OPENAI_API_KEY: 'sk-secret' };
  const { apiKey } = await inspectCredentials({
    settings: { backend: plainBackend },
    env,
    codexHome: home,
  });
  await auth({ auth_mode: 'chatgpt', tokens });
  expect(await resolve({}, {}, apiKey)).toMatchObject({ mode: 'chatgpt' });
});

test('no credential goes to a stranger unless the user trusts it', async () => {
  await auth({ auth_mode: 'chatgpt', tokens });
  const base_url = 'https://gw.example/v1';
  await expect(resolve({ base_url })).rejects.toMatchObject({
    code: 'not_configured',
    message: expect.stringContaining('https://gw.example'),
    hint: expect.stringContaining('trusted_origins'),
  });
  expect(await resolve({ base_url, trusted_origins: ['https://gw.example'] })).toMatchObject({
    mode: 'chatgpt',
  });
  expect(await resolve({ base_url }, { CODEX_PRO_API_KEY: 'own' })).toMatchObject({ key: 'own' });
  await expect(resolve({ base_url }, { OPENAI_API_KEY: 'k' })).rejects.toMatchObject({
    code: 'not_configured',
  });
  await expect(resolve({ chatgpt_url: base_url })).rejects.toMatchObject({ code: 'not_configured' });
});

test('a later credential that may go there is taken before a first one that may not', async () => {
  await auth({ auth_mode: 'chatgpt', tokens });
  const found = await resolve({ base_url: 'https://api.openai.com/v1' }, { OPENAI_API_KEY: 'k' });
  expect(found).toMatchObject({ mode: 'api-key', source: 'OPENAI_API_KEY' });
});

test('plain http is for loopback alone, even where the user trusts the host', async () => {
  const env = { CODEX_PRO_API_KEY: 'own' };
  await expect(
    resolve({ base_url: 'http://gw.example/v1', trusted_origins: ['http://gw.example'] }, env),
  ).rejects.toMatchObject({ code: 'not_configured', message: expect.stringContaining('not HTTPS') });
  for (const base_url of ['http://127.0.0.1:1/v1', 'http://localhost:1/v1', 'http://[::1]:1/v1']) {
    expect(await resolve({ base_url }, env)).toMatchObject({ key: 'own' });
  }
});

test('a server on loopback may be asked without credentials, another may not', async () => {
  expect(await resolve({ base_url: 'http://127.0.0.1:1/v1' })).toMatchObject({ mode: 'none' });
  await expect(resolve({ base_url: 'https://gw.example/v1' })).rejects.toMatchObject({
    code: 'not_configured',
    hint: expect.stringContaining('CODEX_PRO_API_KEY'),
  });
});

test('without credentials the error says what to do, and a keyring is named as the reason', async () => {
  await expect(resolve()).rejects.toMatchObject({
    code: 'not_configured',
    hint: expect.stringContaining('codex login'),
  });
  await expect(resolve({ auth: 'chatgpt' })).rejects.toMatchObject({
    message: expect.stringContaining('auth.json'),
  });
  await expect(resolve({ auth: 'api-key' })).rejects.toMatchObject({
    hint: expect.stringContaining('OPENAI_API_KEY'),
  });
  await expect(resolve({ credentials_store: 'keyring' })).rejects.toMatchObject({
    message: expect.stringContaining('keyring'),
    hint: expect.stringContaining('cli_auth_credentials_store = "file"'),
  });
});

test.for([
  ['', /is empty/],
  ['{"tokens":{"access_to', /no whole JSON object/],
  ['[1]', /no whole JSON object/],
] as const)('a broken auth.json (%j) is a broken login', async ([content, says]) => {
  await auth(content);
  await expect(resolve()).rejects.toMatchObject({ code: 'auth_invalid', message: says });
  expect(await resolve({}, { CODEX_PRO_API_KEY: 'own' })).toMatchObject({ key: 'own' });
});

test('a file without any credential counts as none', async () => {
  await auth({ auth_mode: 'chatgpt', tokens: { access_token: 7 }, OPENAI_API_KEY: '' });
  await expect(resolve()).rejects.toMatchObject({ code: 'not_configured' });
});

test('a base URL with a password, or that is none, is refused without showing it', async () => {
  const env = { CODEX_PRO_API_KEY: 'own' };
  const error: unknown = await resolve({ base_url: 'https://u:hunter2@gw.example/v1' }, env).catch(
    (error) => error,
  );
  expect(error).toMatchObject({ code: 'not_configured' });
  expect(String(error)).not.toContain('hunter2');
  await expect(resolve({ base_url: 'nonsense' }, env)).rejects.toMatchObject({ message: /backend.base_url/ });
});

test('the report tells mode, plan, account and expiry, and never a token', async () => {
  const claims = { exp: 2_000_000_000, 'https://api.openai.com/auth': { chatgpt_plan_type: 'pro' } };
  const jwt = `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.y`;
  await auth({ tokens: { ...tokens, access_token: jwt, id_token: jwt } });
  const report = await inspectCredentials({
    settings: { backend: plainBackend },
    env: {},
    codexHome: home,
  });
  expect(report).toEqual({
    mode: 'chatgpt',
    needsKey: false,
    plan: 'pro',
    account: 'acct',
    expiresAt: 2_000_000_000_000,
    source: 'auth.json',
    origin: 'https://chatgpt.com',
    quotaAccount: expect.stringMatching(/^https:\/\/chatgpt\.com account [\da-f]{16} pro$/),
  });
});

test('an expired login that cannot be renewed is told before a job is recorded', async () => {
  const jwt = `x.${Buffer.from(JSON.stringify({ exp: 1 })).toString('base64url')}.y`;
  const inspect = () => inspectCredentials({ settings: { backend: plainBackend }, env: {}, codexHome: home });
  await auth({ tokens: { ...tokens, access_token: jwt, refresh_token: null } });
  await expect(inspect()).rejects.toMatchObject({ code: 'auth_invalid' });
  await auth({ tokens: { ...tokens, access_token: jwt } });
  expect(await inspect()).toMatchObject({ mode: 'chatgpt', expiresAt: 1000 });
});

test('a key that no header can carry is told, and not shown', async () => {
  const error: unknown = await resolve({}, { CODEX_PRO_API_KEY: 'sk-one\nsk-two' }).catch((error) => error);
  expect(error).toMatchObject({
    code: 'not_configured',
    message: expect.stringContaining('CODEX_PRO_API_KEY'),
  });
  expect(String(error)).not.toContain('sk-one');
});
