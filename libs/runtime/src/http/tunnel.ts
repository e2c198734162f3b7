import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { abortError } from '../abort.ts';
import { ConfigError, UpstreamError } from '../errors.ts';
import type { ProxyServer } from './proxy.ts';

/**
 * Asks a proxy, over an open socket to it, for a tunnel to the target. Throws ConfigError `not_configured` when it
 * wants credentials (407), UpstreamError when it refuses, the socket's error, or the signal's.
 */
export async function openTunnel(
  socket: Socket,
  target: URL,
  proxy: ProxyServer,
  signal: AbortSignal,
): Promise<void> {
  // Imported it would make every name of it, and load what lies behind them: 50 ms.
  const { request } = process.getBuiltinModule('node:http');
  const authority = `${target.hostname}:${target.port || '443'}`;
  const asked = request({
    method: 'CONNECT',
    path: authority,
    headers: {
      host: authority,
      connection: 'keep-alive',
      ...(proxy.authorization === null ? {} : { 'proxy-authorization': proxy.authorization }),
    },
    // Without an agent, Node takes the socket from here; with `agent: false` it would open its own.
    createConnection: () => socket,
  });
  const status = await answer(asked, signal);
  if (status === 407) {
    throw new ConfigError('not_configured', `The proxy ${proxy.label} asks for credentials (407).`, {
      hint: 'Put the user and password into the URL of HTTPS_PROXY: http://user:password@host:port.',
    });
  }
  if (status < 200 || status > 299) {
    throw new UpstreamError(
      'upstream_failed',
      `The proxy ${proxy.label} refused a tunnel to ${authority} (${status}).`,
      { hint: 'Check the proxy, or name the host in NO_PROXY.', status, retryable: status >= 500 },
    );
  }
}

function answer(asked: ClientRequest, signal: AbortSignal): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const abort = () => {
    asked.destroy();
    reject(abortError(signal));
  };
  const answered = (response: IncomingMessage) => resolve(response.statusCode ?? 0);
  asked.once('connect', answered);
  asked.once('response', answered);
  asked.on('error', reject);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  asked.end();
  return promise.finally(() => signal.removeEventListener('abort', abort));
}
