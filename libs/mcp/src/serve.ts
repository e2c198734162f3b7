import type { ServerOptions } from './create-server.ts';

/**
 * Serves MCP on stdin and stdout until the host is gone; never returns. The SDK is loaded only here: the other faces of the
 * same executable do without it.
 */
export async function serveMcp(options: ServerOptions): Promise<never> {
  const { createServer, serveStdio } = await import('./server-on-stdio.ts');
  return serveStdio(createServer(options));
}
