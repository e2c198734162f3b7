import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';

/**
 * The SDK's transport, on a stdin that somebody has begun to read and then paused, less its first answer to each request
 * that has been answered already.
 */
export function stdioTransport(
  stdin: Readable,
  wire: Writable,
  answered: readonly (string | number)[],
): Transport {
  const transport = new StdioServerTransport(stdin, wire);
  const start = transport.start.bind(transport);
  const send = transport.send.bind(transport);
  const left: unknown[] = [...answered];
  transport.start = async () => {
    await start();
    stdin.resume();
  };
  transport.send = (message) => {
    const known = 'id' in message && !('method' in message) ? left.indexOf(message.id) : -1;
    if (known === -1) return send(message);
    left.splice(known, 1);
    return Promise.resolve();
  };
  return transport;
}
