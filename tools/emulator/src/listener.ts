import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** The listening side: it knows every connection, can refuse new ones, and closes without a trace. */
export class Listener {
  readonly #server: Server;
  readonly #host: string;
  /** Raw connections by the client's port; under TLS a response only knows the encrypted one. */
  readonly #sockets = new Map<number, { socket: Socket; number: number }>();
  #port: number;
  #opened = 0;

  constructor(options: {
    host: string;
    port: number;
    tls: Certificate | null;
    handle: RequestListener;
    upgrade: (socket: Duplex) => void;
  }) {
    this.#host = options.host;
    this.#port = options.port;
    this.#server =
      options.tls === null
        ? createServer(options.handle)
        : createTlsServer({ key: options.tls.key, cert: options.tls.cert }, options.handle);
    this.#server.on('upgrade', (_request, socket) => {
      options.upgrade(socket);
    });
    this.#server.on('connection', (socket: Socket) => {
      this.#track(socket);
    });
    // A client that rejects our certificate, or stops half-way through TLS, is part of the tests.
    this.#server.on('tlsClientError', () => undefined);
    // Long streams are the point: no limit of Node's own may end them.
    this.#server.requestTimeout = 0;
    this.#server.headersTimeout = 0;
    this.#server.keepAliveTimeout = 60_000;
  }

  get port(): number {
    return this.#port;
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  get openedSockets(): number {
    return this.#opened;
  }

  async open(): Promise<void> {
    this.#server.listen(this.#port, this.#host);
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Stops listening and cuts every connection: from now on connecting is refused. */
  async shut(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const { socket } of this.#sockets.values()) socket.destroy();
    await closed;
  }

  /** Which connection a response belongs to, counted from 1. */
  connectionOf(response: ServerResponse): number {
    return this.#sockets.get(response.socket?.remotePort ?? 0)?.number ?? 0;
  }

  /** Resets the connection below a response (RST, where the platform lets us). */
  reset(response: ServerResponse): void {
    const raw = this.#sockets.get(response.socket?.remotePort ?? 0)?.socket;
    if (raw === undefined || response.socket !== raw) {
      response.destroy();
      raw?.destroy();
    } else {
      raw.resetAndDestroy();
    }
  }

  #track(socket: Socket): void {
    const key = socket.remotePort ?? 0;
    this.#opened += 1;
    this.#sockets.set(key, { socket, number: this.#opened });
    socket.once('close', () => {
      this.#sockets.delete(key);
    });
  }
}
