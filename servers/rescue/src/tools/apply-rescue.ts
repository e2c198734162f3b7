import type { PlainTool, Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import { jobReference, mergedShape } from './job-reference.ts';

export const applyRescueTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'apply_rescue',
    title: 'Apply a rescue to the working tree',
    description: `Apply the changes of a codex-pro rescue that worked in a copy to the user's working tree: all of them, or none. Files that the user changed meanwhile are merged; where that is not possible it is an error, and nothing is written. Applying twice changes nothing the second time. Commits nothing. undo_rescue takes it back.`,
    input: jobReference,
    output: mergedShape,
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    handle: async (given, context) =>
      (await import('../calls/apply-rescue.ts')).applyRescue(given, { product, context }),
  }),
  words: ['job_id'],
});
