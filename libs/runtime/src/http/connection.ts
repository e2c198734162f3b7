import type { Socket } from 'node:net';
import type { Client, Dispatcher } from 'undici';
import { type IncomingAnswer, sendRequest } from './incoming-answer.ts';
import { loadUndiciClient } from './undici-client.ts';

/** One socket to one origin, and the HTTP/1.1 client that speaks on it. It is used by one request at a time. */
export interface Connection {
  /** Whether a request was answered on it before. */
  readonly reused: boolean;
  readonly origin: string;
  request(options: Omit<Dispatcher.DispatchOptions, 'origin'>): Promise<IncomingAnswer>;
  /** Whether it may carry another request now. */
  usable(): boolean;
  /** Marks the end of an exchange: its body was read to the end. */
  rest(): void;
  /** Closes the socket at once. */
  destroy(): void;
}

/**
 * How long an idle socket may be used again, milliseconds. Short: servers and middleboxes drop idle sockets without
 * a word. The wall clock decides, since timers stand still while a machine sleeps.
 */
const idleMs = 4000;

/** Thrown when the socket was found closed before a byte of the request was written: it is safe to use another. */
export class StaleConnectionError extends Error {
  readonly code = 'STALE_CONNECTION';
}

export async function openConnection(origin: string, socket: Socket): Promise<Connection> {
  const Client = await loadUndiciClient();
  let handedOver = false;
  let alive = true;
  let restingSince: number | null = null;
  const client: Client = new Client(origin, {
    connect: (_options, callback) => {
      const fresh = !handedOver && !socket.destroyed;
      handedOver = true;
      // undici drops a request whose connection is handed over within the call.
      queueMicrotask(() =>
        fresh ? callback(null, socket) : callback(new StaleConnectionError('The socket closed.'), null),
      );
    },
    // The clocks of the caller bound these waits.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    // Event streams over HTTP/2 share one socket: a stall of it would stop them all.
    allowH2: false,
  });
  client.on('disconnect', () => {
    alive = false;
  });
  return {
    origin,
    get reused() {
      return restingSince !== null;
    },
    request: (options) => sendRequest(client, options),
    usable() {
      if (!alive || socket.destroyed || restingSince === null) return false;
      const idle = Date.now() - restingSince;
      return idle >= 0 && idle < idleMs;
    },
    rest() {
      restingSince = Date.now();
    },
    destroy() {
      alive = false;
      socket.destroy();
      // Rejects only if the client was closed before, which leaves nothing to do.
      client.destroy().catch(() => undefined);
    },
  };
}
