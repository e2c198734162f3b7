import type { PlainTool, Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import { changedShape } from '../jobs/changed-shape.ts';
import { jobReference } from './job-reference.ts';

export const cancelJobTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'cancel_job',
    title: 'Cancel a job',
    description: `Cancel a codex-pro job that waits or runs: asks it to stop, then signals it, then kills it, and answers when its processes are gone. What it used so far is spent. A job that has ended stays as it is.`,
    input: jobReference,
    output: changedShape,
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    handle: async (given, context) =>
      (await import('../calls/cancel-job.ts')).cancelJob(given, { product, context }),
  }),
  words: ['job_id'],
});
