import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeFaults } from './describe-faults.ts';
import { expiredLogin } from './expired-login.ts';
import { review } from './faces.ts';
import { expectNothingLeft } from './leftovers.ts';
import { type Stage, setStage } from './stage.ts';

/** Found before anything is recorded: no job, no request. */
const refused = { login: 'chatgpt', requests: 0, exit: 3, state: null } as const;

const authFile = ({ codexHome }: Stage) => join(codexHome, 'auth.json');
const write = (text: string) => (stage: Stage) => writeFileSync(authFile(stage), text);
const expire = (stage: Stage) => stage.signIn(expiredLogin(stage.emulator));
const exchanges = ({ emulator }: Stage) => emulator.requests.filter(({ endpoint }) => endpoint === 'token');
const checks = ({ emulator }: Stage) =>
  emulator.requests.filter(({ endpoint }) => endpoint === 'accounts_check');

describeFaults('a login that cannot be used', [
  {
    ...refused,
    fault: 'auth.json is missing',
    arrange: (stage) => rmSync(authFile(stage)),
    code: 'not_configured',
    says: /There is no ChatGPT login in .*auth\.json/,
    advises: /Run `codex login`/,
  },
  {
    ...refused,
    fault: 'neither a login nor a key, and no server of one’s own',
    arrange: (stage) => {
      rmSync(authFile(stage));
      stage.env['CODEX_PRO_AUTH'] = 'auto';
      delete stage.env['CODEX_PRO_BASE_URL'];
    },
    code: 'not_configured',
    says: /There are no credentials/,
    advises: /Run `codex login`, or set CODEX_PRO_API_KEY/,
  },
  {
    ...refused,
    fault: 'auth.json is empty',
    arrange: write(''),
    code: 'auth_invalid',
    says: /auth\.json is empty/,
    advises: /Run `codex login` again, or set CODEX_PRO_API_KEY/,
  },
  {
    ...refused,
    fault: 'auth.json is truncated',
    arrange: (stage) => write(readFileSync(authFile(stage), 'utf8').slice(0, -40))(stage),
    code: 'auth_invalid',
    says: /auth\.json holds no whole JSON object/,
    advises: /Run `codex login` again/,
  },
  {
    ...refused,
    fault: 'auth.json cannot be read',
    // Permissions do not stop root: for root it is a folder.
    arrange: (stage) => {
      if (process.getuid?.() !== 0) return chmodSync(authFile(stage), 0);
      rmSync(authFile(stage));
      mkdirSync(authFile(stage));
    },
    code: 'not_configured',
    says: /The login in .*auth\.json cannot be read/,
    advises: /chmod 600/,
  },
  {
    fault: 'auth.json can be read by others',
    login: 'chatgpt',
    arrange: (stage) => chmodSync(authFile(stage), 0o644),
    code: null,
    requests: 1,
    exit: 0,
  },
  {
    ...refused,
    fault: 'the login is in the keyring',
    arrange: (stage) => {
      rmSync(authFile(stage));
      writeFileSync(join(stage.codexHome, 'config.toml'), 'cli_auth_credentials_store = "keyring"\n');
    },
    code: 'not_configured',
    says: /in the system keyring, which codex-pro cannot read/,
    advises: /cli_auth_credentials_store = "file".*codex login/,
  },
  {
    ...refused,
    fault: 'the base URL is not where the login belongs',
    arrange: (stage) => {
      stage.env['CODEX_PRO_BASE_URL'] = 'https://elsewhere.invalid/codex';
    },
    code: 'not_configured',
    says: /The ChatGPT login is not sent to https:\/\/elsewhere\.invalid/,
    advises: /backend\.trusted_origins/,
  },
]);

describeFaults('a login that is refused', [
  {
    fault: '401 once: the login is renewed once, and kept',
    login: 'chatgpt',
    arrange: ({ emulator }) => emulator.login.revokeAccessTokens(),
    code: null,
    requests: 1,
    // The routing check is what the first attempt ends with.
    attempts: 2,
    exit: 0,
    also: (stage) => {
      expect(exchanges(stage)).toHaveLength(1);
      const kept = JSON.parse(readFileSync(authFile(stage), 'utf8'));
      expect(kept.tokens).toMatchObject(stage.emulator.login.tokens);
    },
  },
  {
    fault: '401 once from the model itself',
    login: 'chatgpt',
    plan: { fault: 'unauthorized', on: 1 },
    code: null,
    requests: 2,
    exit: 0,
    also: (stage) => expect(exchanges(stage)).toHaveLength(1),
  },
  {
    fault: '401 always',
    login: 'chatgpt',
    plan: { fault: 'unauthorized' },
    code: 'auth_invalid',
    requests: 2,
    exit: 3,
    says: /answered with 401/,
    advises: /Run `codex login`/,
    also: (stage) => expect(exchanges(stage)).toHaveLength(1),
  },
]);

/** The access token is over before the first request, and the exchange fails. */
const unrenewable = {
  login: 'chatgpt',
  code: 'auth_invalid',
  requests: 0,
  attempts: 0,
  exit: 3,
  advises: /Run `codex login`/,
} as const;
const refuse =
  (code: string) =>
  (stage: Stage): void => {
    expire(stage);
    stage.emulator.fail({ fault: 'refresh_refused', code, endpoint: 'token' });
  };
const exchangedOnce = (stage: Stage) => expect(exchanges(stage)).toHaveLength(1);

describeFaults('a login that cannot be renewed', [
  {
    ...unrenewable,
    fault: 'its refresh token was used by somebody else',
    arrange: refuse('refresh_token_reused'),
    says: /its refresh token was already used/,
    also: exchangedOnce,
  },
  {
    ...unrenewable,
    fault: 'its refresh token has expired',
    arrange: refuse('refresh_token_expired'),
    says: /its refresh token has expired/,
    also: exchangedOnce,
  },
  {
    ...unrenewable,
    fault: 'it was signed out',
    arrange: refuse('refresh_token_invalidated'),
    says: /it was signed out or revoked/,
    also: exchangedOnce,
  },
  {
    ...unrenewable,
    fault: 'the service of logins is in trouble',
    arrange: (stage) => {
      expire(stage);
      stage.emulator.fail({ fault: 'server_error', endpoint: 'token' });
    },
    code: 'upstream_failed',
    attempts: 3,
    says: /The renewal of the login was answered with 500/,
    advises: /Try again later/,
    // One for the model catalogue, and one for each attempt.
    also: (stage) => expect(exchanges(stage)).toHaveLength(4),
  },
  {
    fault: 'the service of logins was in trouble once',
    login: 'chatgpt',
    arrange: (stage) => {
      expire(stage);
      stage.emulator.fail({ fault: 'server_error', endpoint: 'token', on: 1 });
    },
    code: null,
    requests: 1,
    exit: 0,
  },
]);

/** The CLI does not post either where this check fails. */
const unrouted = { login: 'chatgpt', requests: 0, exit: 3 } as const;

describeFaults('a routing check that fails: no request follows', [
  {
    ...unrouted,
    fault: 'with 500',
    plan: { fault: 'server_error', endpoint: 'accounts_check' },
    code: 'upstream_failed',
    attempts: 3,
    says: /The workspace routing check was answered with 500/,
    advises: /Try again later/,
    also: (stage) => expect(checks(stage)).toHaveLength(3),
  },
  {
    ...unrouted,
    fault: 'with 403',
    plan: { fault: 'forbidden_html', endpoint: 'accounts_check' },
    code: 'forbidden',
    attempts: 1,
    says: /The workspace routing check was answered with 403/,
    advises: /backend\.originator/,
  },
  {
    ...unrouted,
    fault: 'with 404',
    plan: { fault: 'model_not_found_detail', endpoint: 'accounts_check' },
    code: 'upstream_failed',
    attempts: 1,
    advises: /backend\.chatgpt_url/,
  },
  {
    ...unrouted,
    fault: 'with silence',
    clocks: { call: '2s' },
    plan: { fault: 'headers_never', endpoint: 'accounts_check' },
    code: 'timed_out',
    attempts: 1,
    says: /clock `call`/,
  },
  {
    ...unrouted,
    fault: 'with nothing in it',
    plan: { fault: 'empty_body', endpoint: 'accounts_check' },
    code: 'upstream_failed',
    attempts: 1,
    says: /holds no accounts/,
  },
  {
    ...unrouted,
    fault: 'without the workspace of the login',
    arrange: (stage) => {
      const login = stage.emulator.login.authJson();
      stage.signIn({ ...login, tokens: { ...Object(login['tokens']), account_id: 'acct-of-somebody' } });
    },
    code: 'auth_invalid',
    attempts: 2,
    // The catalogue, then the check, before and after the login was renewed.
    violates: ['auth.account', 'auth.account', 'auth.account'],
    advises: /codex login/,
  },
  {
    ...unrouted,
    fault: 'with a backend where the login does not belong',
    emulator: { accounts: [{ id: 'acct-emulator-1', plan: 'plus', backendOrigin: 'https://evil.invalid' }] },
    code: 'not_configured',
    attempts: 1,
    says: /The ChatGPT login is not sent to https:\/\/evil\.invalid/,
  },
  {
    login: 'chatgpt',
    fault: 'where the catalogue cannot be had, the work goes on',
    plan: { fault: 'server_error', endpoint: 'models' },
    code: null,
    requests: 1,
    exit: 0,
  },
]);

test.concurrent('two processes that find the login expired at the same time renew it once, and both go on', async () => {
  const stage = await setStage({ login: 'chatgpt', emulator: { latency: { token: 1500 } } });
  try {
    expire(stage);
    const both = await Promise.all([review(stage, 'mcp'), review(stage, 'run')]);
    expect(both.map(({ error }) => error)).toEqual([null, null]);
    expect(stage.emulator.login.refreshes).toBe(1);
    expect(exchanges(stage)).toHaveLength(1);
    await expectNothingLeft(stage);
  } finally {
    await stage.close();
  }
});
