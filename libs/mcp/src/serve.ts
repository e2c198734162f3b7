import type { ServerOptions } from './create-server.ts';
import type { Handshake } from './handshake.ts';
import { reportBugOnStderr } from './report-bug.ts';
import { serveStdio } from './serve-stdio.ts';

export interface ServeOptions {
  /** For the log. */
  readonly name: string;
  /** With it, neither the SDK nor the tools are loaded before the first call. */
  readonly handshake?: Handshake | undefined;
  readonly load: () => Promise<ServerOptions>;
}

/**
 * Serves MCP on stdin and stdout until the host is gone; never returns. The SDK is loaded only here: the other faces of the
 * same executable do without it.
 */
export async function serveMcp({ name, handshake, load }: ServeOptions): Promise<never> {
  const reportBug = reportBugOnStderr(name);
  return serveStdio({
    handshake,
    reportBug,
    connect: async (stdin, wire, answered) => {
      const [{ createServer, stdioTransport }, options] = await Promise.all([
        import('./server-on-stdio.ts'),
        load(),
      ]);
      const server = createServer(options, reportBug);
      await server.connect(stdioTransport(stdin, wire, answered));
      return server;
    },
  });
}

/** Asks the SDK's server for everything that it says before a tool is called. */
export async function recordHandshake(options: ServerOptions): Promise<Handshake> {
  const recorder = await import('./record-handshake.ts');
  return recorder.recordHandshake(options, reportBugOnStderr(options.name));
}
