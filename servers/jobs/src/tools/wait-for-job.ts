import type { PlainTool, Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import * as z from 'zod';
import { waitShape } from '../jobs/detail-shape.ts';
import { jobReference, looking } from './job-reference.ts';

const input = jobReference.extend({
  wait_seconds: z
    .int()
    .min(0)
    .max(100)
    .optional()
    .describe(
      'How long to wait at most: 45 if left out (a terminal waits for the end); the job goes on after that',
    ),
});
export type WaitForJobInput = z.output<typeof input>;

export const waitForJobTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'wait_for_job',
    title: 'Wait for a job',
    description: `Wait for a codex-pro job, and get its result: returns as soon as it ends, with the result in result (the same as get_result gives), or after wait_seconds with ended false and what it does now. Then call it again: the job goes on by itself. Costs nothing.`,
    input,
    output: waitShape,
    hints: looking,
    handle: async (given, context) =>
      (await import('../calls/wait-for-job.ts')).waitForJob(given, { product, context }),
  }),
  words: ['job_id'],
  async text(structured, view) {
    const { job, result, ...rest } = waitShape.parse(structured);
    if (result !== null) return (await import('../show-result.ts')).showResult(result, view);
    const { renderJob } = await import('../jobs/render-job.ts');
    return renderJob({ ...rest, job }, { ...view, now: Date.now() });
  },
  exitCode: (structured) => (waitShape.parse(structured).job.state === 'succeeded' ? 0 : 1),
});
