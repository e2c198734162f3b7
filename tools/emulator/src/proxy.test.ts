import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { startEmulator } from './emulator.ts';
import { type ProxyOptions, startProxy } from './proxy.ts';

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
});

async function start(options?: ProxyOptions) {
  const proxy = await startProxy(options);
  running.push(proxy);
  return proxy;
}

function openTunnel(
  url: string,
  target: string,
  authorization?: string,
): Promise<{ status: number; socket: Duplex }> {
  return new Promise((resolve, reject) => {
    const headers = authorization === undefined ? {} : { 'proxy-authorization': authorization };
    const asked = request(url, { method: 'CONNECT', path: target, headers });
    asked.on('connect', (response, socket) => resolve({ status: response.statusCode ?? 0, socket }));
    asked.on('error', reject);
    asked.end();
  });
}

test('a tunnel carries TLS to the backend', async () => {
  const emulator = await startEmulator({ tls: true });
  running.push(emulator);
  const proxy = await start();
  const { status, socket } = await openTunnel(proxy.url, `127.0.0.1:${emulator.port}`);
  expect(status).toBe(200);
  const secure = connectTls({ socket, ca: readFileSync(emulator.ca ?? ''), servername: 'localhost' });
  secure.write('GET /nowhere HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  const answer = await new Promise((resolve) => secure.once('data', resolve));
  expect(String(answer)).toMatch(/^HTTP\/1\.1 404/);
  secure.destroy();
  expect(proxy.requests).toEqual([{ line: `CONNECT 127.0.0.1:${emulator.port}`, authorization: null }]);
});

test('without the right credentials it answers 407, and notes what was tried', async () => {
  const proxy = await start({ credentials: 'user:word' });
  const right = `Basic ${Buffer.from('user:word').toString('base64')}`;
  const emulator = await startEmulator();
  running.push(emulator);
  const target = `127.0.0.1:${emulator.port}`;
  const statuses = [];
  for (const authorization of [undefined, 'Basic eA==', right]) {
    const { status, socket } = await openTunnel(proxy.url, target, authorization);
    statuses.push(status);
    socket.destroy();
  }
  expect(statuses).toEqual([407, 407, 200]);
  expect(proxy.requests.map((each) => each.authorization)).toEqual([null, 'Basic eA==', right]);
});

test('a plain request is passed on without the credentials of the proxy', async () => {
  const emulator = await startEmulator();
  running.push(emulator);
  const proxy = await start({ credentials: 'user:word' });
  const status = await new Promise((resolve, reject) => {
    const asked = request(proxy.url, {
      path: `${emulator.origin}/nowhere`,
      headers: { 'proxy-authorization': `Basic ${Buffer.from('user:word').toString('base64')}` },
    });
    asked.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject);
    asked.end();
  });
  expect(status).toBe(404);
  expect(emulator.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
});

test('a proxy that always refuses says its status', async () => {
  const proxy = await start({ status: 502 });
  const { status, socket } = await openTunnel(proxy.url, '127.0.0.1:9');
  socket.destroy();
  expect(status).toBe(502);
});
