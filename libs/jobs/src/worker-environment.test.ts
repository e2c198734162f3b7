import { expect, test } from 'vitest';
import { secretVariables, workerEnvironment } from './worker-environment.ts';

test('a worker gets what it needs to run and to reach the network, and no secrets', () => {
  const env = workerEnvironment(
    {
      PATH: '/bin',
      HOME: '/home/u',
      LC_ALL: 'C.UTF-8',
      https_proxy: 'http://proxy:3128',
      NO_PROXY: 'localhost',
      NODE_COMPILE_CACHE: '/cache',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      XDG_RUNTIME_DIR: '/run/user/1',
      CODEX_HOME: '/codex',
      CODEX_CA_CERTIFICATE: '/ca.pem',
      CODEX_REFRESH_TOKEN_URL_OVERRIDE: 'http://127.0.0.1/token',
      CODEX_PRO_MODEL: 'toy-1',
      CODEX_PRO_HOME: '/elsewhere',
      CODEX_PRO_HANDOVER: '3',
      CODEX_PRO_API_KEY: 'sk-canary',
      CODEX_API_KEY: 'sk-canary',
      CODEX_ACCESS_TOKEN: 'sk-canary',
      OPENAI_API_KEY: 'sk-canary',
      GITHUB_TOKEN: 'sk-canary',
      NODE_OPTIONS: '--inspect',
      CLAUDE_CODE_SESSION_ID: 'a session',
    },
    '/home/u/.codex-pro',
  );
  expect(Object.keys(env).toSorted()).toEqual([
    'CODEX_CA_CERTIFICATE',
    'CODEX_HOME',
    'CODEX_PRO_HOME',
    'CODEX_PRO_MODEL',
    'CODEX_REFRESH_TOKEN_URL_OVERRIDE',
    'HOME',
    'LC_ALL',
    'NODE_COMPILE_CACHE',
    'NODE_EXTRA_CA_CERTS',
    'NO_PROXY',
    'PATH',
    'XDG_RUNTIME_DIR',
    'https_proxy',
  ]);
  expect(env['CODEX_PRO_HOME']).toBe('/home/u/.codex-pro');
});

test('a proxy with credentials is handed over in memory, and is in no environment', () => {
  const env = {
    HTTPS_PROXY: 'http://user:canary@proxy:3128',
    http_proxy: 'http://user:canary@proxy:3128',
    ALL_PROXY: 'http://proxy:3128',
    NO_PROXY: 'somebody@elsewhere',
    GITHUB_TOKEN: 'who@canary',
  };
  expect(workerEnvironment(env, '/home')).toEqual({
    ALL_PROXY: 'http://proxy:3128',
    NO_PROXY: 'somebody@elsewhere',
    CODEX_PRO_HOME: '/home',
  });
  expect(secretVariables(env)).toEqual({ HTTPS_PROXY: env.HTTPS_PROXY, http_proxy: env.http_proxy });
});
