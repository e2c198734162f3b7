import type { Product, ServerDefinition } from '@codex-pro/capability';
import { instructions } from './instructions.ts';
import { applyRescueTool } from './tools/apply-rescue.ts';
import { listThreadsTool } from './tools/list-threads.ts';
import { rescueTool } from './tools/rescue.ts';
import { steerRescueTool } from './tools/steer-rescue.ts';
import { undoRescueTool } from './tools/undo-rescue.ts';

const plain = [steerRescueTool, applyRescueTool, undoRescueTool, listThreadsTool];

/** The server's tools, for one running program. */
export function createServer(product: Product): ServerDefinition {
  return { title: 'Codex rescue', instructions, tools: [rescueTool, ...plain.map((tool) => tool(product))] };
}
