import { Readable } from 'node:stream';
import type { HttpClient, HttpRequest } from '@codex-pro/runtime';
import { expect, test } from 'vitest';
import type { Credential } from '../credentials/credential.ts';
import { createRouting } from './routing.ts';

const login: Credential = {
  mode: 'chatgpt',
  accessToken: 'at',
  accountId: 'acct',
  plan: 'plus',
  fedramp: false,
  expiresAt: null,
};
const account = {
  id: 'acct',
  workspace_backend_origin: 'NO_CONSTRAINT',
  account_routing_override: 'NO_CONSTRAINT',
};

function routing(reply: unknown, base = 'https://chatgpt.com/backend-api/codex', status = 200) {
  const asked: HttpRequest[] = [];
  const http: HttpClient = {
    async send(request) {
      asked.push(request);
      return {
        status,
        headers: {},
        body: Readable.from([]),
        text: async () => JSON.stringify(reply),
        discard: () => undefined,
      };
    },
    close: async () => undefined,
  };
  const made = createRouting({
    http,
    urls: { base: new URL(base), chatgpt: new URL('https://chatgpt.com/backend-api') },
    identity: { originator: 'codex-pro', userAgent: 'codex-pro/0', version: null },
    trustedOrigins: ['https://mine.example'],
    connectMs: 1000,
    lifetime: new AbortController().signal,
  });
  const signal = new AbortController().signal;
  return {
    asked,
    route: (credential = login) => made.routeFor(credential, signal),
    forget: () => made.forget(),
  };
}

test('an account without constraints is served by the base URL, and asked about once', async () => {
  const { asked, route, forget } = routing({ accounts: [account, { id: 'other' }] });
  const found = await route();
  expect(found.responses.href).toBe('https://chatgpt.com/backend-api/codex/responses');
  expect(found.override).toBeNull();
  await route();
  expect(asked.map(({ url }) => String(url))).toEqual([
    'https://chatgpt.com/backend-api/wham/accounts/check',
  ]);
  forget();
  await Promise.all([route(), route(), route()]);
  expect(asked).toHaveLength(2);
});

test('a workspace may name another origin of OpenAI and a routing override', async () => {
  const { route } = routing({
    accounts: [
      { ...account, workspace_backend_origin: 'https://eu.chatgpt.com', account_routing_override: 'us_cr' },
    ],
  });
  const found = await route();
  expect(found.responses.href).toBe('https://eu.chatgpt.com/backend-api/codex/responses');
  expect(found.override).toBe('us_cr');
});

test.for(['https://mine.example', 'https://a.b.openai.com', 'https://127.0.0.1:8443'])(
  '%s may be routed to',
  async (origin) => {
    const { route } = routing({ accounts: [{ ...account, workspace_backend_origin: origin }] });
    expect((await route()).responses.origin).toBe(origin);
  },
);

test.for([
  'https://evil.example',
  'https://chatgpt.com.evil.example',
  'https://notchatgpt.com',
  'http://chatgpt.com',
  'http://127.0.0.1:8443',
  'https://chatgpt.com:8443',
])('%s may not', async (origin) => {
  const { route } = routing({ accounts: [{ ...account, workspace_backend_origin: origin }] });
  await expect(route()).rejects.toMatchObject({ code: 'not_configured' });
});

test.for([
  [{}, 'upstream_failed'],
  [{ accounts: [] }, 'auth_invalid'],
  [{ accounts: [account, account] }, 'auth_invalid'],
  [{ accounts: [{ ...account, is_deactivated: true }] }, 'forbidden'],
  [{ accounts: [{ ...account, workspace_backend_origin: 'nonsense' }] }, 'upstream_failed'],
] as const)('a reply of %j is %s', async ([reply, code]) => {
  await expect(routing(reply).route()).rejects.toMatchObject({ code });
});

test.for([
  [401, 'auth_invalid'],
  [403, 'forbidden'],
  [404, 'upstream_failed'],
  [500, 'upstream_failed'],
] as const)('a check answered with %s is %s, and nothing is remembered', async ([status, code]) => {
  const { asked, route } = routing({}, undefined, status);
  await expect(route()).rejects.toMatchObject({ code, message: /routing check/ });
  await expect(route()).rejects.toMatchObject({ code });
  expect(asked).toHaveLength(2);
});

test('keys are not routed, nor is a base on another origin', async () => {
  const key: Credential = { mode: 'api-key', key: 'k', kind: 'base-url-key', source: 'x' };
  const own = routing({});
  expect((await own.route(key)).responses.pathname).toBe('/backend-api/codex/responses');
  const elsewhere = routing({}, 'http://127.0.0.1:1/codex/');
  expect((await elsewhere.route()).responses.href).toBe('http://127.0.0.1:1/codex/responses');
  expect([...own.asked, ...elsewhere.asked]).toEqual([]);
});
