import type { SecureContext } from 'node:tls';
import { abortError } from '../abort.ts';
import { type Clock, withClock } from '../clocks.ts';
import { CancelledError } from '../errors.ts';
import { trustedRoots } from './certificates.ts';
import { connect } from './connect.ts';
import { connectFault, isNetworkFault } from './connect-fault.ts';
import { type Connection, openConnection, StaleConnectionError } from './connection.ts';
import type { HttpClient, HttpRequest } from './http-message.ts';
import { createHttpResponse } from './http-response.ts';
import { proxyFor } from './proxy.ts';

export interface HttpClientOptions {
  /** Proxy variables, `NO_PROXY`, `CODEX_CA_CERTIFICATE` and `SSL_CERT_FILE` are read from it. */
  readonly env: NodeJS.ProcessEnv;
  /** PEM certificates to trust beside Node's roots and those of the environment. */
  readonly ca?: readonly string[];
}

/**
 * An HTTP/1.1 client. Nothing is loaded or opened before the first `send`. A connection carries one request at a time
 * and is used again for a few seconds; idle ones do not keep the process alive.
 */
export function createHttpClient({ env, ca = [] }: HttpClientOptions): HttpClient {
  /** The one that rested last is at the end, and is used next. */
  let idle: Connection[] = [];
  /** What is under way, by how it is dropped. */
  const busy = new Set<() => void>();
  const closing = new AbortController();
  let roots: Promise<SecureContext | null> | undefined;

  /** The error of what has ended a request: its own signal, or the closing of the client. */
  const endOf = (signal: AbortSignal): Error | null => {
    if (signal.aborted) return abortError(signal);
    return closing.signal.aborted ? abortError(closing.signal) : null;
  };

  const takeIdle = (origin: string): Connection | undefined => {
    const at = idle.findLastIndex((connection) => connection.origin === origin);
    const [connection] = at === -1 ? [] : idle.splice(at, 1);
    if (connection === undefined || connection.usable()) return connection;
    // The others rested longer still.
    connection.destroy();
    return takeIdle(origin);
  };

  const dial = async (target: URL, connectMs: number, signal: AbortSignal): Promise<Connection> => {
    const proxy = proxyFor(target, env);
    roots ??= trustedRoots(env, ca);
    const secureContext = await roots;
    const way = proxy === null ? '' : ` through the proxy ${proxy.label}`;
    const clock: Clock = {
      name: 'connect',
      ms: connectMs,
      subject: `The connection to ${target.host}${way}`,
    };
    const socket = await withClock(clock, AbortSignal.any([signal, closing.signal]), (signal) =>
      connect({ target, proxy, secureContext }, signal),
    );
    return openConnection(target.origin, socket);
  };

  const exchange = async (connection: Connection, request: HttpRequest, target: URL) => {
    const { signal } = request;
    let over = false;
    const done = (whole: boolean) => {
      if (over) return;
      over = true;
      busy.delete(drop);
      signal.removeEventListener('abort', drop);
      connection.rest();
      if (whole && connection.usable()) idle.push(connection);
      else connection.destroy();
    };
    const drop = () => done(false);
    busy.add(drop);
    signal.addEventListener('abort', drop, { once: true });
    // It may have been ended while the connection was made ready.
    if (endOf(signal) !== null) drop();
    try {
      const answer = await connection.request({
        method: request.method,
        path: target.pathname + target.search,
        headers: { ...request.headers },
        body: request.body ?? null,
      });
      return createHttpResponse(answer, { host: target.host, ended: () => endOf(signal), done });
    } catch (error) {
      done(false);
      throw error;
    }
  };

  return {
    async send(request) {
      const { signal } = request;
      const target = typeof request.url === 'string' ? new URL(request.url) : request.url;
      for (;;) {
        const before = endOf(signal);
        if (before !== null) throw before;
        const connection = takeIdle(target.origin) ?? (await dial(target, request.connectMs, signal));
        try {
          return await exchange(connection, request, target);
        } catch (error) {
          const end = endOf(signal);
          if (end !== null) throw end;
          if (error instanceof StaleConnectionError && connection.reused) continue;
          throw isNetworkFault(error) ? connectFault(target.host, error) : error;
        }
      }
    },
    async close() {
      closing.abort(new CancelledError('The HTTP client was closed.'));
      for (const drop of [...busy]) drop();
      for (const connection of idle) connection.destroy();
      idle = [];
    },
  };
}
