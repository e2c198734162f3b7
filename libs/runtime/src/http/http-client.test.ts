import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { UpstreamError } from '../errors.ts';
import { createHttpClient } from './http-client.ts';
import type { HttpRequest } from './http-message.ts';
import { type Loopback, listen } from './loopback.testing.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(server: net.Server, host?: string): Promise<Loopback> {
  const loopback = await listen(server, host);
  closers.push(loopback.close);
  return loopback;
}

function client(env: NodeJS.ProcessEnv = {}) {
  const created = createHttpClient({ env });
  closers.push(created.close);
  const send = (url: string, more: Partial<HttpRequest> = {}) =>
    created.send({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: '{}',
      signal: AbortSignal.timeout(10_000),
      connectMs: 5000,
      ...more,
    });
  return { ...created, send };
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('It should have failed.'),
    (error: unknown) => error,
  );

test('a request arrives whole and the answer comes back, on one connection for both', async () => {
  const seen: unknown[] = [];
  const ports = new Set<number | undefined>();
  const { port } = await serve(
    http.createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      ports.add(request.socket.remotePort);
      seen.push([request.method, request.url, request.headers['x-a'], body]);
      response.writeHead(201, ['X-B', '1', 'x-b', '2']).end('é'.repeat(10));
    }),
  );
  const { send } = client();
  const url = `http://127.0.0.1:${port}/v1/responses?a=b`;
  const first = await send(url, { headers: { 'x-a': 'one' }, body: Buffer.from('body') });
  expect([first.status, first.headers['x-b'], await first.text(1000)]).toEqual([201, '1, 2', 'é'.repeat(10)]);
  const second = await send(url, { method: 'GET', body: undefined });
  expect(await second.text(1000)).toHaveLength(10);
  expect(seen).toEqual([
    ['POST', '/v1/responses?a=b', 'one', 'body'],
    ['GET', '/v1/responses?a=b', undefined, ''],
  ]);
  expect(ports.size).toBe(1);
});

test('text stops at its bound, between characters, and closes the socket', async () => {
  const { port, sockets } = await serve(
    http.createServer((_request, response) => {
      response.write('é'.repeat(50_000));
    }),
  );
  const answer = await client().send(`http://127.0.0.1:${port}/`);
  expect(await answer.text(101)).toBe('é'.repeat(50));
  await vi.waitFor(() => expect(sockets.size).toBe(0));
});

test('a redirect is an answer', async () => {
  let requests = 0;
  const { port } = await serve(
    http.createServer((_request, response) => {
      requests += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    }),
  );
  const answer = await client().send(`http://127.0.0.1:${port}/`);
  answer.discard();
  expect([answer.status, requests]).toEqual([302, 1]);
});

test.each(['headers', 'body'] as const)(
  'an abort while the %s do not come closes the socket at once',
  async (missing) => {
    const { port, sockets } = await serve(
      http.createServer((_request, response) => {
        if (missing === 'body') response.write('begun');
      }),
    );
    const controller = new AbortController();
    const reason = new UpstreamError('timed_out', 'A clock.');
    const reading = (async () => {
      const answer = await client().send(`http://127.0.0.1:${port}/`, { signal: controller.signal });
      for await (const chunk of answer.body) expect(Buffer.from(chunk).toString()).toBe('begun');
    })();
    await vi.waitFor(() => expect(sockets.size).toBe(1));
    void setTimeout(50).then(() => controller.abort(reason));
    expect(await failure(reading)).toBe(reason);
    await vi.waitFor(() => expect(sockets.size).toBe(0), { timeout: 1000 });
  },
);

test('an abort at any moment gives its reason and leaves no socket', async () => {
  const { port, sockets } = await serve(
    http.createServer((_request, response) => {
      response.write('begun');
    }),
  );
  const { send } = client();
  const reason = new UpstreamError('timed_out', 'A clock.');
  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  for (let moment = 0; moment < 40; moment += 1) {
    const controller = new AbortController();
    const outcome = failure(
      send(`http://127.0.0.1:${port}/`, { signal: controller.signal }).then((answer) => answer.text(100)),
    );
    if (moment % 2 === 1) await Promise.resolve();
    await turns(moment >> 1);
    controller.abort(reason);
    expect(await outcome).toBe(reason);
  }
  await vi.waitFor(() => expect(sockets.size).toBe(0));
});

test('an answer that nobody reads stays with the server, and comes whole when it is read', async () => {
  const size = 32 * 1024 * 1024;
  let sent = 0;
  const { port } = await serve(
    http.createServer(async (_request, response) => {
      const piece = Buffer.alloc(64 * 1024, 'x');
      for (; sent < size; sent += piece.length) {
        if (!response.write(piece)) await once(response, 'drain');
      }
      response.end();
    }),
  );
  const answer = await client().send(`http://127.0.0.1:${port}/`);
  await setTimeout(200);
  // What the buffers of the system take, and little more.
  expect(sent).toBeLessThan(size / 2);
  expect(await answer.text(2 * size)).toHaveLength(size);
});

test('leaving the body early closes the socket', async () => {
  const { port, sockets } = await serve(
    http.createServer((_request, response) => {
      response.write('one');
    }),
  );
  const answer = await client().send(`http://127.0.0.1:${port}/`);
  for await (const _chunk of answer.body) break;
  await vi.waitFor(() => expect(sockets.size).toBe(0));
});

test('a connection that breaks inside the body is a broken stream that may be tried again', async () => {
  const { port } = await serve(
    http.createServer((_request, response) => {
      response.write('half');
      void setTimeout(20).then(() => response.socket?.resetAndDestroy());
    }),
  );
  const answer = await client().send(`http://127.0.0.1:${port}/`);
  expect(await failure(answer.text(100))).toMatchObject({
    code: 'stream_broken',
    retryable: true,
    message: expect.stringContaining(`127.0.0.1:${port}`),
  });
});

test.each([
  ['closes', (socket: net.Socket) => socket.end(), 'closed before an answer'],
  ['resets', (socket: net.Socket) => socket.resetAndDestroy(), 'closed before an answer'],
  [
    'talks something else',
    (socket: net.Socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'),
    'did not answer with HTTP',
  ],
] as const)(
  'a server that %s instead of answering is a fault of the connection',
  async (_what, act, words) => {
    const { port } = await serve(net.createServer((socket) => void socket.once('data', () => act(socket))));
    expect(await failure(client().send(`http://127.0.0.1:${port}/`))).toMatchObject({
      code: 'upstream_failed',
      retryable: true,
      message: expect.stringContaining(words),
    });
  },
);

test('a server that closes each connection as soon as it is made is a fault, not a loop', async () => {
  const { port } = await serve(net.createServer((socket) => socket.destroy()));
  expect(await failure(client().send(`http://127.0.0.1:${port}/`))).toMatchObject({
    code: 'upstream_failed',
  });
});

test('a refused connection names host and cause', async () => {
  const loopback = await listen(net.createServer());
  await loopback.close();
  expect(await failure(client().send(`http://127.0.0.1:${loopback.port}/`))).toMatchObject({
    code: 'upstream_failed',
    retryable: true,
    message: `127.0.0.1:${loopback.port} refused the connection (ECONNREFUSED).`,
  });
});

test('a name that does not exist is said to be one', async () => {
  const error = await failure(client().send('https://backend.invalid/', { connectMs: 9000 }));
  expect(error).toMatchObject({ code: 'upstream_failed', retryable: true });
  expect((error as Error).message).toMatch(/backend\.invalid (cannot be resolved|was not made)/);
});

test('a name with two addresses is reached over the one that listens', async () => {
  const { port } = await serve(
    http.createServer((_request, response) => void response.end('v4')),
    '127.0.0.1',
  );
  const answer = await client().send(`http://localhost:${port}/`);
  expect(await answer.text(10)).toBe('v4');
});

test('an IPv6 address is reached', async () => {
  const { port } = await serve(
    http.createServer((_request, response) => void response.end('v6')),
    '::1',
  );
  expect(await (await client().send(`http://[::1]:${port}/`)).text(10)).toBe('v6');
});

test('a server that accepts and never speaks TLS ends by the connect clock, and its socket closes', async () => {
  const { port, sockets } = await serve(net.createServer((socket) => socket.resume()));
  const error = await failure(client().send(`https://127.0.0.1:${port}/`, { connectMs: 100 }));
  expect(error).toMatchObject({
    code: 'upstream_failed',
    retryable: true,
    message: `The connection to 127.0.0.1:${port} was not made within 100ms (clock \`connect\`).`,
    hint: expect.stringContaining('clocks.connect'),
  });
  await vi.waitFor(() => expect(sockets.size).toBe(0));
});

test('the connect clock may be a millisecond', async () => {
  const { port } = await serve(net.createServer());
  expect(await failure(client().send(`https://127.0.0.1:${port}/`, { connectMs: 1 }))).toMatchObject({
    code: 'upstream_failed',
  });
});

test('a socket that the server half-closed while it was idle is not used again', async () => {
  let requests = 0;
  const server = http.createServer((_request, response) => {
    requests += 1;
    response.end('ok');
  });
  const { port, sockets } = await serve(server);
  const { send } = client();
  await (await send(`http://127.0.0.1:${port}/`)).text(10);
  const [old] = sockets;
  if (old === undefined) return expect.unreachable('No connection was kept.');
  old.end();
  await once(old, 'close');
  expect(await (await send(`http://127.0.0.1:${port}/`)).text(10)).toBe('ok');
  expect(requests).toBe(2);
});

test('a server that closes after each answer is asked anew', async () => {
  let requests = 0;
  const { port } = await serve(
    http.createServer((_request, response) => {
      requests += 1;
      response.writeHead(200, { connection: 'close' }).end('ok');
    }),
  );
  const { send } = client();
  for (let call = 0; call < 5; call += 1) await (await send(`http://127.0.0.1:${port}/`)).text(10);
  expect(requests).toBe(5);
});

test('many at once each have their own connection, and keep apart', async () => {
  const { port } = await serve(
    http.createServer(async (request, response) => {
      for await (const chunk of request) response.write(chunk);
      response.end(request.url);
    }),
  );
  const { send } = client();
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const answer = await send(`http://127.0.0.1:${port}/${index}`, { body: `body ${index} ` });
      return answer.text(1000);
    }),
  );
  expect(answers).toEqual(Array.from({ length: 20 }, (_, index) => `body ${index} /${index}`));
});

test('an idle connection does not keep the process alive', async () => {
  const { port } = await serve(
    http.createServer({ keepAliveTimeout: 60_000 }, (_request, response) => void response.end('ok')),
  );
  const program = `
    import { createHttpClient } from ${JSON.stringify(new URL('./http-client.ts', import.meta.url).href)};
    const answer = await createHttpClient({ env: {} }).send({
      method: 'GET', url: 'http://127.0.0.1:${port}/', headers: {}, connectMs: 5000,
      signal: new AbortController().signal,
    });
    await answer.text(10);
    const done = performance.now();
    process.on('exit', () => process.stdout.write(String(performance.now() - done)));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  expect(await once(child, 'close')).toEqual([0, null]);
  // A kept socket would hold it for the four seconds that it may be used again.
  expect(Number(out)).toBeLessThan(3000);
});

test('after the machine slept for an hour a new connection is made', async () => {
  const ports: unknown[] = [];
  const { port } = await serve(
    http.createServer({ keepAliveTimeout: 0 }, (request, response) => {
      ports.push(request.socket.remotePort);
      response.end('ok');
    }),
  );
  const { send } = client();
  await (await send(`http://127.0.0.1:${port}/`)).text(10);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  await (await send(`http://127.0.0.1:${port}/`)).text(10);
  expect(new Set(ports).size).toBe(2);
});

test('a kept socket that dies under the request is a fault that may be tried again, and then it works', async () => {
  let requests = 0;
  const { port } = await serve(
    http.createServer((request, response) => {
      requests += 1;
      if (requests === 2) request.socket.resetAndDestroy();
      else response.end('ok');
    }),
  );
  const { send } = client();
  await (await send(`http://127.0.0.1:${port}/`)).text(10);
  expect(await failure(send(`http://127.0.0.1:${port}/`))).toMatchObject({ retryable: true });
  expect(await (await send(`http://127.0.0.1:${port}/`)).text(10)).toBe('ok');
});

test('closing the client ends what is running and leaves no socket', async () => {
  const { port, sockets } = await serve(http.createServer());
  const { send, close } = client();
  const running = failure(send(`http://127.0.0.1:${port}/`));
  await vi.waitFor(() => expect(sockets.size).toBe(1));
  await close();
  expect(await running).toMatchObject({ code: 'cancelled' });
  await vi.waitFor(() => expect(sockets.size).toBe(0));
});
