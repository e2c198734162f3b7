import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { StdioClientTransport, type StdioServerParameters } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/sdk/types.js';

export interface HttpBridge {
  /** Where a client of streamable HTTP finds the server. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Carries messages between streamable HTTP on loopback and a server on stdio, as they are: whoever asks over HTTP asks the
 * server itself. Each session has a server process of its own.
 */
export async function startHttpBridge(server: StdioServerParameters): Promise<HttpBridge> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const listener = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('The bridge has no port.');
  const host = `127.0.0.1:${address.port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const known = sessions.get(String(request.headers['mcp-session-id']));
    await (known ?? (await open())).handleRequest(request, response);
  }

  async function open(): Promise<StreamableHTTPServerTransport> {
    const process = new StdioClientTransport(server);
    const session = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => void sessions.set(id, session),
      enableDnsRebindingProtection: true,
      allowedHosts: [host],
    });
    join(session, process);
    await Promise.all([session.start(), process.start()]);
    return session;
  }

  return {
    url: `http://${host}/mcp`,
    async close() {
      await Promise.all([...sessions.values()].map((session) => session.close()));
      listener.closeAllConnections();
      listener.close();
      await once(listener, 'close');
    },
  };
}

/** A notification of progress goes into the answer of the request that it belongs to; others go where clients listen. */
function join(session: StreamableHTTPServerTransport, process: StdioClientTransport): void {
  const asking = new Map<unknown, RequestId>();
  session.onmessage = (message) => {
    const token = progressToken(message);
    if (token !== undefined && 'id' in message && message.id !== undefined) asking.set(token, message.id);
    process.send(message).catch(() => session.close());
  };
  process.onmessage = (message) => {
    const relatedRequestId = 'method' in message ? asking.get(message.params?.['progressToken']) : undefined;
    session
      .send(message, relatedRequestId === undefined ? {} : { relatedRequestId })
      .catch(() => process.close());
  };
  session.onclose = () => void process.close();
  process.onclose = () => void session.close();
}

function progressToken(message: JSONRPCMessage): unknown {
  return 'method' in message ? Object(message.params?._meta)['progressToken'] : undefined;
}
