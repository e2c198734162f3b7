import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { abortError, throwIfAborted } from '../abort.ts';
import { isCodedError } from '../errors.ts';
import { connectFault } from './connect-fault.ts';
import { established } from './established.ts';
import type { ProxyServer } from './proxy.ts';
import { openTunnel } from './tunnel.ts';

export interface Route {
  readonly target: URL;
  readonly proxy: ProxyServer | null;
  /** null uses Node's own roots. */
  readonly secureContext: SecureContext | null;
}

/**
 * How long one address of a name may take before the next is tried. Node drops the slow attempt (it does not race
 * them, as RFC 8305 would), so this lies above the round trip of a satellite link.
 */
const addressMs = 600;

/**
 * Opens a socket ready for HTTP/1.1 to the target: name lookup, TCP over IPv6 or IPv4, the proxy's tunnel, TLS.
 * Throws UpstreamError `upstream_failed`, ConfigError for a proxy that wants credentials, or the signal's error,
 * with the socket closed.
 */
export async function connect({ target, proxy, secureContext }: Route, signal: AbortSignal): Promise<Socket> {
  throwIfAborted(signal);
  const { connect: dial } = await import('node:net');
  const first = proxy?.url ?? target;
  const socket = dial({
    host: hostOf(first),
    port: portOf(first),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: addressMs,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
  });
  const open: Socket[] = [socket];
  const secure = async (inner: Socket, url: URL) => {
    const tls = await import('node:tls');
    const host = hostOf(url);
    const secured = tls.connect({
      socket: inner,
      host,
      ...(isAddress(url) ? {} : { servername: host }),
      ALPNProtocols: ['http/1.1'],
      ...(secureContext === null ? {} : { secureContext }),
    });
    open.push(secured);
    await established(secured, 'secureConnect', signal);
    return secured;
  };
  let ready: Socket = socket;
  let waitingFor = first;
  try {
    await established(socket, 'connect', signal);
    if (proxy !== null) {
      if (proxy.url.protocol === 'https:') ready = await secure(ready, proxy.url);
      await openTunnel(ready, target, proxy, signal);
      waitingFor = target;
    }
    if (target.protocol === 'https:') ready = await secure(ready, target);
    throwIfAborted(signal);
    return ready;
  } catch (error) {
    for (const each of open) each.destroy();
    if (signal.aborted) throw abortError(signal);
    if (isCodedError(error)) throw error;
    throw connectFault(`${waitingFor === target ? '' : 'the proxy '}${waitingFor.host}`, error);
  }
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function isAddress(url: URL): boolean {
  return url.hostname.startsWith('[') || /^\d+(\.\d+){3}$/.test(url.hostname);
}

function portOf(url: URL): number {
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80));
}
