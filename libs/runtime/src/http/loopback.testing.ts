import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { generate } from 'selfsigned';

/** A server on loopback that can be closed with all its sockets, and tells when they close. */
export interface Loopback {
  readonly port: number;
  readonly sockets: Set<Socket>;
  close(): Promise<void>;
}

export async function listen(server: Server, host = '127.0.0.1', port = 0): Promise<Loopback> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that leaves resets its socket: that is what many of these tests are about.
    socket.on('error', () => socket.destroy());
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A proxy that tunnels whatever is asked to `port` on loopback, or answers with `status`. */
export function createProxy(port: number, status = 200) {
  const asked: { authority: string; authorization: string | undefined }[] = [];
  const server = http.createServer();
  server.on('connect', async (request, client) => {
    asked.push({ authority: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const { connect } = await import('node:net');
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
    client.on('close', () => upstream.destroy());
  });
  return { server, asked };
}

/** A certificate that signed itself, for the given names. */
export async function selfSigned(...names: string[]): Promise<{ key: string; cert: string }> {
  const altNames = names.map((value) =>
    /^[\d.]+$/.test(value) ? ({ type: 7, ip: value } as const) : ({ type: 2, value } as const),
  );
  const { private: key, cert } = await generate([{ name: 'commonName', value: `${names[0]} authority` }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  return { key, cert };
}
