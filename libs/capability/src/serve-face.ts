import { serveMcp, type Tool } from '@codex-pro/mcp';
import { ConfigError } from '@codex-pro/runtime';
import { isNodeTooOld, nodeTooOldHint, nodeTooOldMessage, type Product } from './product.ts';
import { isStartTool, type ServerDefinition } from './server-definition.ts';

/** Serves MCP on stdio. Never returns: the process ends with the connection. */
export async function serveFace(definition: ServerDefinition, product: Product): Promise<never> {
  const tools = definition.tools.map((tool) => (isStartTool(tool) ? tool.tool(product) : tool.tool));
  return serveMcp({
    name: `codex-pro-${product.name}`,
    title: definition.title,
    version: product.version,
    instructions: definition.instructions,
    tools: isNodeTooOld(process.versions.node) ? tools.map(refuseCalls) : tools,
  });
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
