import { startProxy } from '@codex-pro/emulator';
import { expect } from 'vitest';
import { describeFaults } from './describe-faults.ts';
import type { Stage } from './stage.ts';

/** A name that only the proxy knows: a loopback address is never proxied. */
const backend = 'backend.test';
const behindProxy = { emulator: { tls: true, tlsNames: [backend] } } as const;

/** Puts a proxy between the product and the emulator. */
const through =
  (options: Parameters<typeof startProxy>[0], user = '') =>
  async (stage: Stage): Promise<void> => {
    const proxy = await startProxy({ ...options, tunnelTo: stage.emulator.port });
    stage.afterwards(() => proxy.close());
    stage.env['CODEX_PRO_BASE_URL'] = `https://${backend}/v1`;
    stage.env['HTTPS_PROXY'] = proxy.url.replace('//', `//${user}`);
  };

describeFaults('a proxy', [
  {
    ...behindProxy,
    fault: 'that wants credentials and is given them',
    arrange: through({ credentials: 'user:pass%word' }, 'user:pass%25word@'),
    code: null,
    requests: 1,
    exit: 0,
  },
  {
    ...behindProxy,
    fault: 'that answers 407',
    arrange: through({ status: 407 }),
    code: 'not_configured',
    requests: 0,
    attempts: 1,
    exit: 3,
    says: /The proxy 127\.0\.0\.1:\d+ asks for credentials \(407\)/,
    advises: /user and password into the URL of HTTPS_PROXY/,
  },
  {
    ...behindProxy,
    fault: 'that answers 407 to the wrong credentials, which nobody repeats',
    arrange: through({ credentials: 'user:right' }, 'user:canary-wrong@'),
    code: 'not_configured',
    requests: 0,
    attempts: 1,
    exit: 3,
    says: /407/,
    also: (_stage, outcome) => expect(outcome.everything).not.toContain('canary-wrong'),
  },
  {
    ...behindProxy,
    fault: 'that answers 502',
    arrange: through({ status: 502 }),
    code: 'upstream_failed',
    requests: 0,
    attempts: 3,
    exit: 3,
    says: /refused a tunnel to backend\.test:443 \(502\)/,
    advises: /NO_PROXY/,
  },
  {
    ...behindProxy,
    fault: 'that does not run',
    arrange: (stage) => {
      stage.env['CODEX_PRO_BASE_URL'] = `https://${backend}/v1`;
      stage.env['HTTPS_PROXY'] = 'http://127.0.0.1:9';
    },
    code: 'upstream_failed',
    requests: 0,
    attempts: 3,
    exit: 3,
    says: /The proxy 127\.0\.0\.1:9 refused the connection/,
    advises: /HTTPS_PROXY; or name the host in NO_PROXY/,
  },
  {
    ...behindProxy,
    fault: 'whose variable is no URL',
    arrange: (stage) => {
      stage.env['CODEX_PRO_BASE_URL'] = `https://${backend}/v1`;
      stage.env['HTTPS_PROXY'] = 'socks5://127.0.0.1:9';
    },
    code: 'not_configured',
    requests: 0,
    attempts: 1,
    exit: 3,
    says: /The proxy in HTTPS_PROXY is not an http or https URL/,
    advises: /http:\/\/proxy\.example:3128/,
  },
]);

describeFaults('TLS with an authority of one’s own', [
  {
    fault: 'that CODEX_CA_CERTIFICATE names',
    emulator: { tls: true },
    code: null,
    requests: 1,
    exit: 0,
  },
  {
    fault: 'that nobody named',
    emulator: { tls: true },
    arrange: ({ env }) => {
      delete env['CODEX_CA_CERTIFICATE'];
    },
    code: 'upstream_failed',
    requests: 0,
    attempts: 1,
    exit: 3,
    says: /The certificate of 127\.0\.0\.1:\d+ was issued by an authority that is not trusted here/,
    advises: /Set CODEX_CA_CERTIFICATE to a PEM file/,
  },
  {
    fault: 'named by a file that is not there',
    emulator: { tls: true },
    arrange: ({ env }) => {
      env['CODEX_CA_CERTIFICATE'] = '/nowhere/authority.pem';
    },
    code: 'not_configured',
    requests: 0,
    attempts: 1,
    exit: 3,
    says: /\/nowhere\/authority\.pem named by CODEX_CA_CERTIFICATE cannot be read/,
    advises: /Point CODEX_CA_CERTIFICATE at a PEM file/,
  },
  {
    fault: 'that vouches for another name',
    emulator: { tls: true },
    arrange: async (stage) => through({})(stage),
    code: 'upstream_failed',
    requests: 0,
    attempts: 1,
    exit: 3,
    says: /The certificate of backend\.test is for another name/,
    advises: /Check the base URL/,
  },
  {
    fault: 'where plain HTTP answers',
    arrange: (stage) => {
      stage.env['CODEX_PRO_BASE_URL'] = stage.emulator.url.replace('http:', 'https:');
    },
    code: 'upstream_failed',
    requests: 0,
    attempts: 3,
    exit: 3,
    says: /TLS with 127\.0\.0\.1:\d+ failed/,
    advises: /right scheme and port/,
  },
]);
