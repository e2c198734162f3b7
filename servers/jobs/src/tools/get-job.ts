import type { PlainTool, Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import * as z from 'zod';
import { detailShape } from '../jobs/detail-shape.ts';
import { jobReference, looking } from './job-reference.ts';

const input = jobReference.extend({
  events: z.int().min(1).max(200).default(20).describe('How many of its last events are shown'),
});
export type GetJobInput = z.output<typeof input>;

export const getJobTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'get_job',
    title: 'Show a job',
    description: `Show one codex-pro job as it stands: state, what it does now and how far it is, its last events, how old its last sign of life is, tokens and cost so far, quota, and what can be done next. A job that failed is an answer here, not an error. Returns at once; to wait use wait_for_job, for the result get_result.`,
    input,
    output: detailShape,
    hints: looking,
    handle: async (given, context) =>
      (await import('../calls/get-job.ts')).getJob(given, { product, context }),
  }),
  words: ['job_id'],
  async text(structured, view) {
    const { renderJob } = await import('../jobs/render-job.ts');
    return renderJob(detailShape.parse(structured), { ...view, now: Date.now() });
  },
  watch: {
    lines: (structured) => {
      const { events } = detailShape.parse(structured);
      return events.map(({ type, message }) => `${type}: ${message}`);
    },
    over: (structured) => detailShape.parse(structured).job.ended_at !== null,
  },
});
