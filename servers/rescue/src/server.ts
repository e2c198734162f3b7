import { jobsOf, type Product, type ServerDefinition } from '@codex-pro/capability';
import { instructions } from './instructions.ts';

/** The server's tools, for one running program. */
export function createServer(product: Product): ServerDefinition {
  return {
    title: 'Codex rescue',
    instructions,
    tools: {
      rescue: async () => (await import('./tools/rescue.ts')).rescueTool,
      steer_rescue: async () => (await import('./tools/steer-rescue.ts')).steerRescueTool(product),
      apply_rescue: async () => (await import('./tools/apply-rescue.ts')).applyRescueTool(product),
      undo_rescue: async () => (await import('./tools/undo-rescue.ts')).undoRescueTool(product),
      list_threads: async () => (await import('./tools/list-threads.ts')).listThreadsTool(product),
    },
    jobs: { rsc: async () => jobsOf((await import('./capability.ts')).rescueCapability) },
  };
}
