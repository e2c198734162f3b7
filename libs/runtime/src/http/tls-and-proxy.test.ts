import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createHttpClient } from './http-client.ts';
import { createProxy, type Loopback, listen, selfSigned } from './loopback.testing.ts';

let backend: Loopback;
let folder: string;
let ca: string;
let caFile: string;

beforeAll(async () => {
  const { key, cert } = await selfSigned('backend.test', '127.0.0.1');
  ca = cert;
  folder = await mkdtemp(join(tmpdir(), 'codex-pro-tls-'));
  caFile = join(folder, 'ca.pem');
  await writeFile(caFile, cert);
  backend = await listen(
    https.createServer({ key, cert }, (_request, response) => void response.end('secure')),
  );
});
afterAll(async () => {
  await backend.close();
  await rm(folder, { recursive: true });
});

async function get(url: string, env: NodeJS.ProcessEnv, ca: readonly string[] = []): Promise<string> {
  const client = createHttpClient({ env, ca });
  try {
    const signal = AbortSignal.timeout(10_000);
    const answer = await client.send({ method: 'GET', url, headers: {}, signal, connectMs: 5000 });
    return await answer.text(100);
  } finally {
    await client.close();
  }
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('It should have failed.'),
    (error: unknown) => error,
  );

test('a certificate of an unknown authority is refused, with the way to trust it', async () => {
  expect(await failure(get(`https://127.0.0.1:${backend.port}/`, {}))).toMatchObject({
    code: 'upstream_failed',
    retryable: false,
    message: expect.stringContaining('authority that is not trusted'),
    hint: expect.stringContaining('CODEX_CA_CERTIFICATE'),
  });
});

test.each(['CODEX_CA_CERTIFICATE', 'SSL_CERT_FILE'])('the authority in %s is trusted', async (name) => {
  expect(await get(`https://127.0.0.1:${backend.port}/`, { [name]: caFile })).toBe('secure');
});

test('an authority given as text is trusted', async () => {
  expect(await get(`https://127.0.0.1:${backend.port}/`, {}, [ca])).toBe('secure');
});

test('CODEX_CA_CERTIFICATE goes before SSL_CERT_FILE', async () => {
  const env = { CODEX_CA_CERTIFICATE: caFile, SSL_CERT_FILE: '/nowhere.pem' };
  expect(await get(`https://127.0.0.1:${backend.port}/`, env)).toBe('secure');
});

test.each([
  ['cannot be read', null],
  ['holds no PEM certificate', 'not a certificate'],
  ['damaged', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
])('a CA file that %s is the operator’s to mend', async (words, content) => {
  const path = join(folder, 'broken.pem');
  if (content !== null) await writeFile(path, content);
  expect(
    await failure(get(`https://127.0.0.1:${backend.port}/`, { CODEX_CA_CERTIFICATE: path })),
  ).toMatchObject({
    name: 'ConfigError',
    code: 'not_configured',
    message: expect.stringContaining(words),
  });
});

test('a certificate for another name is refused and said to be one', async () => {
  expect(await failure(get(`https://localhost:${backend.port}/`, {}, [ca]))).toMatchObject({
    code: 'upstream_failed',
    message: expect.stringContaining('another name'),
  });
});

test('TLS to a port without it says so', async () => {
  const proxy = await listen(createProxy(backend.port).server);
  expect(await failure(get(`https://127.0.0.1:${proxy.port}/`, {}))).toMatchObject({
    code: 'upstream_failed',
  });
  await proxy.close();
});

test.each(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'])(
  '%s is tunnelled through, with its credentials',
  async (name) => {
    const { server, asked } = createProxy(backend.port);
    const proxy = await listen(server);
    const env = { [name]: `http://user:p%40ss@127.0.0.1:${proxy.port}` };
    expect(await get('https://backend.test/', env, [ca])).toBe('secure');
    expect(asked).toEqual([
      {
        authority: 'backend.test:443',
        authorization: `Basic ${Buffer.from('user:p@ss').toString('base64')}`,
      },
    ]);
    await proxy.close();
  },
);

test('a proxy that wants credentials is named without the ones it got', async () => {
  const proxy = await listen(createProxy(backend.port, 407).server);
  const error = await failure(
    get('https://backend.test/', { HTTPS_PROXY: `http://canary-user:canary-word@127.0.0.1:${proxy.port}` }),
  );
  expect(error).toMatchObject({
    name: 'ConfigError',
    code: 'not_configured',
    message: `The proxy 127.0.0.1:${proxy.port} asks for credentials (407).`,
  });
  const { inspect } = await import('node:util');
  expect(inspect(error, { depth: 10 })).not.toContain('canary');
  await proxy.close();
});

test.each([
  [403, false],
  [502, true],
])('a proxy that refuses the tunnel with %i is a fault (retryable: %s)', async (status, retryable) => {
  const proxy = await listen(createProxy(backend.port, status).server);
  const error = await failure(get('https://backend.test/', { HTTPS_PROXY: `127.0.0.1:${proxy.port}` }));
  expect(error).toMatchObject({ code: 'upstream_failed', status, retryable });
  await proxy.close();
});

test('a proxy that cannot be reached is named, without its credentials', async () => {
  const proxy = await listen(createProxy(backend.port).server);
  await proxy.close();
  const error = await failure(
    get('https://backend.test/', { HTTPS_PROXY: `http://u:canary@127.0.0.1:${proxy.port}` }),
  );
  expect(error).toMatchObject({
    code: 'upstream_failed',
    message: `The proxy 127.0.0.1:${proxy.port} refused the connection (ECONNREFUSED).`,
  });
});

test('a proxy over TLS is reached', async () => {
  const { key, cert } = await selfSigned('127.0.0.1');
  const { server, asked } = createProxy(backend.port);
  const secure = https.createServer({ key, cert });
  secure.on('connect', (...event) => server.emit('connect', ...event));
  const proxy = await listen(secure);
  const env = { HTTPS_PROXY: `https://127.0.0.1:${proxy.port}` };
  expect(await get('https://backend.test/', env, [ca, cert])).toBe('secure');
  expect(asked).toHaveLength(1);
  await proxy.close();
});

test('a proxy that accepts and never answers ends by the connect clock, and its socket closes', async () => {
  const silent = await listen(net.createServer((socket) => socket.resume()));
  const client = createHttpClient({ env: { HTTPS_PROXY: `http://127.0.0.1:${silent.port}` } });
  const signal = AbortSignal.timeout(10_000);
  const sent = client.send({
    method: 'GET',
    url: 'https://backend.test/',
    headers: {},
    signal,
    connectMs: 100,
  });
  expect(await failure(sent)).toMatchObject({
    code: 'upstream_failed',
    message: expect.stringContaining('clock `connect`'),
  });
  await vi.waitFor(() => expect(silent.sockets.size).toBe(0));
  await silent.close();
});
