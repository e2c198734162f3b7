import type { PlainTool, Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import { jobReference, mergedShape } from './job-reference.ts';

export const undoRescueTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'undo_rescue',
    title: 'Undo a rescue in the working tree',
    description: `Take the changes of a codex-pro rescue out of the user's working tree again: those of a rescue that worked in place, or that was applied. All of them, or none; what the user changed besides stays. After work in place files that git ignores (.env, local databases, builds) come back too, with their permissions, and new ones go. Undoing twice changes nothing the second time.`,
    input: jobReference,
    output: mergedShape,
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    handle: async (given, context) =>
      (await import('../calls/undo-rescue.ts')).undoRescue(given, { product, context }),
  }),
  words: ['job_id'],
});
