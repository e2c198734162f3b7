import { type Handshake, recordHandshake, type ServerOptions, serveMcp } from '@codex-pro/mcp';
import { isNodeTooOld, type Product } from './product.ts';
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
      const definition = await load();
      if (!isNodeTooOld(process.versions.node)) return serverOptions(definition, product);
      const { refusingTools } = await import('./refusing-tools.ts');
      return { ...introductionOf(definition, product), tools: refusingTools(Object.keys(definition.tools)) };
    },
  });
}

/** What a server says before a tool is called, as the text of a file. */
export async function printHandshake(definition: ServerDefinition, product: Product): Promise<string> {
  return `${JSON.stringify(await recordHandshake(serverOptions(definition, product)), null, 2)}\n`;
}

function serverOptions(definition: ServerDefinition, product: Product): ServerOptions {
  const tools = Object.entries(definition.tools).map(([name, load]) => [
    name,
    async () => {
      const tool = await load();
      return isStartTool(tool) ? tool.tool(product) : tool.tool;
    },
  ]);
  return { ...introductionOf(definition, product), tools: Object.fromEntries(tools) };
}

function introductionOf(definition: ServerDefinition, product: Product): Omit<ServerOptions, 'tools'> {
  return {
    name: `codex-pro-${product.name}`,
    title: definition.title,
    version: product.version,
    instructions: definition.instructions,
  };
}
