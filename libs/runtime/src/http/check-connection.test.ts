import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { checkConnection } from './check-connection.ts';

const signal = new AbortController().signal;

test('a host that can be reached is reached, and nothing is sent to it', async () => {
  const received: Buffer[] = [];
  const closed = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => closed.resolve());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const target = new URL(`http://127.0.0.1:${port}/v1`);
  expect(await checkConnection({ target, env: {}, connectMs: 2_000, signal })).toEqual({ proxy: null });
  await closed.promise;
  expect(received).toEqual([]);
});

test('a port that nobody listens on, and a proxy that is not there, are named', async () => {
  const refused = { target: new URL('http://127.0.0.1:9/'), env: {}, connectMs: 2_000, signal };
  await expect(checkConnection(refused)).rejects.toThrow('127.0.0.1:9 refused the connection');
  const proxied = {
    target: new URL('https://backend.example/v1'),
    env: { HTTPS_PROXY: 'http://127.0.0.1:9' },
    connectMs: 2_000,
    signal,
  };
  await expect(checkConnection(proxied)).rejects.toThrow('The proxy 127.0.0.1:9 refused the connection');
});
