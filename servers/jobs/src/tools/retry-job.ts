import type { PlainTool, Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import { changedShape } from '../jobs/changed-shape.ts';
import { jobReference } from './job-reference.ts';

export const retryJobTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'retry_job',
    title: 'Run a job again',
    description: `Run a codex-pro job again that ended without success (failed, cancelled, timed_out, lost): the same id, request and settings, one attempt more. It uses quota again. Returns at once; wait_for_job waits for it.`,
    input: jobReference,
    output: changedShape,
    // It starts work that asks a model, each time anew.
    hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    handle: async (given, context) =>
      (await import('../calls/retry-job.ts')).retryJob(given, { product, context }),
  }),
  words: ['job_id'],
});
