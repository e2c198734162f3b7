import type { Product, ServerDefinition } from '@codex-pro/capability';

/** The server's tools, for one running program. */
export function createServer(product: Product): ServerDefinition {
  return { title: 'Codex jobs', instructions: product.name, tools: [] };
}
