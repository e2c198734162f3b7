import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What a client asked a proxy for. */
export interface ProxyRequest {
  /** `CONNECT host:port`, or a method and an absolute URL. */
  readonly line: string;
  /** The value of proxy-authorization, kept for canary checks. */
  readonly authorization: string | null;
}

export interface Proxy {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly requests: readonly ProxyRequest[];
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** `user:password` that must be given; else every request is answered with 407. */
  readonly credentials?: string;
  /** Answer every request with this status and forward nothing: 407, 502 … */
  readonly status?: number;
  /** Port on loopback where every tunnel ends, whatever host was asked for. */
  readonly tunnelTo?: number;
}

/** Starts an HTTP proxy on loopback, for tunnels (`CONNECT`) and plain requests. */
export async function startProxy(options: ProxyOptions = {}): Promise<Proxy> {
  const requests: ProxyRequest[] = [];
  const sockets = new Set<Duplex>();
  const refusal = (request: IncomingMessage): number | null => {
    const authorization = request.headers['proxy-authorization'] ?? null;
    requests.push({ line: `${request.method} ${request.url}`, authorization });
    if (options.status !== undefined) return options.status;
    if (options.credentials === undefined) return null;
    const expected = `Basic ${Buffer.from(options.credentials).toString('base64')}`;
    return authorization === expected ? null : 407;
  };
  const server = createServer((request, response) => {
    const status = refusal(request);
    if (status !== null) {
      response.writeHead(status, challenge(status)).end();
      return;
    }
    const { 'proxy-authorization': _private, ...headers } = request.headers;
    const onward = httpRequest(request.url ?? '', { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    const status = refusal(request);
    if (status !== null) {
      const lines = Object.entries(challenge(status)).map(([name, value]) => `${name}: ${value}\r\n`);
      client.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}content-length: 0\r\n\r\n`);
      return;
    }
    tunnel(options.tunnelTo ?? request.url ?? '', client, head, sockets);
  });
  server.on('connection', (socket: Socket) => {
    track(socket, sockets);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function challenge(status: number): Record<string, string> {
  return status === 407 ? { 'proxy-authenticate': 'Basic realm="emulator"' } : {};
}

function tunnel(target: string | number, client: Duplex, head: Buffer, sockets: Set<Duplex>): void {
  const { hostname, port } = new URL(`http://${typeof target === 'number' ? `127.0.0.1:${target}` : target}`);
  const upstream = connect(Number(port), hostname.replace(/^\[|\]$/g, ''));
  track(upstream, sockets);
  upstream.once('connect', () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    upstream.write(head);
    upstream.pipe(client);
    client.pipe(upstream);
  });
  // Either side going away ends the other: that is all a tunnel knows of errors.
  upstream.on('error', () => client.destroy());
  client.on('error', () => upstream.destroy());
}

function track(socket: Duplex, sockets: Set<Duplex>): void {
  sockets.add(socket);
  socket.once('close', () => {
    sockets.delete(socket);
  });
}
