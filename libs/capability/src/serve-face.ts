import { type Handshake, recordHandshake, type ServerOptions, serveMcp, type Tool } from '@codex-pro/mcp';
import { ConfigError } from '@codex-pro/runtime';
import { isNodeTooOld, nodeTooOldHint, nodeTooOldMessage, type Product } from './product.ts';
import { isStartTool, type ServerDefinition } from './server-definition.ts';

/** Serves MCP on stdio. Never returns: the process ends with the connection. */
export async function serveFace(
  product: Product,
  load: () => Promise<ServerDefinition>,
  handshake?: Handshake,
): Promise<never> {
  return serveMcp({
    name: product.name,
    handshake,
    load: async () => {
      const options = serverOptions(await load(), product);
      if (!isNodeTooOld(process.versions.node)) return options;
      return { ...options, tools: eachTool(options.tools, refuseCalls) };
    },
  });
}

/** What a server says before a tool is called, as the text of a file. */
export async function printHandshake(definition: ServerDefinition, product: Product): Promise<string> {
  return `${JSON.stringify(await recordHandshake(serverOptions(definition, product)), null, 2)}\n`;
}

function serverOptions(definition: ServerDefinition, product: Product): ServerOptions {
  return {
    name: `codex-pro-${product.name}`,
    title: definition.title,
    version: product.version,
    instructions: definition.instructions,
    tools: eachTool(definition.tools, (tool) => (isStartTool(tool) ? tool.tool(product) : tool.tool)),
  };
}

function eachTool<From>(
  tools: Readonly<Record<string, () => Promise<From>>>,
  change: (tool: From) => Tool,
): Record<string, () => Promise<Tool>> {
  return Object.fromEntries(
    Object.entries(tools).map(([name, load]) => [name, async () => change(await load())]),
  );
}

/** On an old Node a host still sees the tools, and reads at the first call what to do. */
function refuseCalls(tool: Tool): Tool {
  return {
    ...tool,
    handle: () => {
      const message = `${nodeTooOldMessage(process.versions.node)} (${process.execPath}).`;
      return Promise.reject(new ConfigError('not_configured', message, { hint: nodeTooOldHint }));
    },
  };
}
