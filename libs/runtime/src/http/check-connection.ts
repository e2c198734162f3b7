import { withClock } from '../clocks.ts';
import { trustedRoots } from './certificates.ts';
import { connect } from './connect.ts';
import { proxyFor } from './proxy.ts';

export interface ConnectionCheck {
  readonly target: URL;
  /** Proxy variables, `NO_PROXY` and the CA files are read from it. */
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds for name lookup, TCP, a proxy's tunnel and TLS together. */
  readonly connectMs: number;
  readonly signal: AbortSignal;
}

/**
 * Opens a connection to a host and closes it again: name lookup, TCP, the proxy's tunnel, TLS. Nothing is asked and
 * nothing is sent. Returns the proxy it went through (`proxy.example:3128`), or null.
 * Throws as `HttpClient.send` where the host cannot be reached.
 */
export async function checkConnection({
  target,
  env,
  connectMs,
  signal,
}: ConnectionCheck): Promise<{ readonly proxy: string | null }> {
  const proxy = proxyFor(target, env);
  const secureContext = await trustedRoots(env, []);
  const way = proxy === null ? '' : ` through the proxy ${proxy.label}`;
  const subject = `The connection to ${target.host}${way}`;
  const socket = await withClock({ name: 'connect', ms: connectMs, subject }, signal, (limited) =>
    connect({ target, proxy, secureContext }, limited),
  );
  socket.destroy();
  return { proxy: proxy?.label ?? null };
}
