import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import {
  type JSONRPCMessage,
  LATEST_PROTOCOL_VERSION,
  ListToolsResultSchema,
  SUPPORTED_PROTOCOL_VERSIONS,
} from '@modelcontextprotocol/sdk/types.js';
import { createServer, type ServerOptions } from './create-server.ts';
import type { Handshake } from './handshake.ts';
import type { ReportBug } from './report-bug.ts';

/** Asks the SDK's server for everything that it says before a tool is called. */
export async function recordHandshake(options: ServerOptions, reportBug: ReportBug): Promise<Handshake> {
  const server = createServer(options, reportBug);
  const [host, wire] = InMemoryTransport.createLinkedPair();
  const answers = new Map<unknown, Record<string, unknown>>();
  host.onmessage = (message: JSONRPCMessage) => {
    if ('result' in message) answers.set(message.id, message.result);
    if ('error' in message) answers.set(message.id, { ...message.error });
  };
  await host.start();
  await server.connect(wire);
  const ask = async (id: number, method: string, params: Record<string, unknown>) => {
    await host.send({ jsonrpc: '2.0', id, method, params });
    while (!answers.has(id)) await new Promise((resolve) => setImmediate(resolve));
    return answers.get(id) ?? {};
  };
  const clientInfo = { name: 'recorder', version: '1' };
  const introduction = { protocolVersion: LATEST_PROTOCOL_VERSION, capabilities: {}, clientInfo };
  const { protocolVersion, ...initialize } = await ask(0, 'initialize', introduction);
  const toolsList = await ask(1, 'tools/list', {});
  const discover = await ask(2, 'server/discover', {});
  await server.close();
  const listed = JSON.stringify(ListToolsResultSchema.parse(toolsList).tools.map(({ name }) => name));
  if (listed !== JSON.stringify(Object.keys(options.tools))) {
    throw new Error(`A tool is filed under a name that is not its own: ${listed}.`);
  }
  const others = SUPPORTED_PROTOCOL_VERSIONS.filter((version) => version !== protocolVersion);
  return { protocolVersions: [String(protocolVersion), ...others], initialize, toolsList, discover };
}
