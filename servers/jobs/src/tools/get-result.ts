import { envelopeFrameSchema, type PlainTool, type Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import * as z from 'zod';
import { jobId, looking, workspaceField } from './job-reference.ts';

const input = z.strictObject({
  job_id: jobId.optional(),
  latest: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .optional()
    .describe('Instead of job_id: the newest ended job of this kind in this project (review …), or any'),
  page: z.int().min(1).max(10_000).default(1).describe('Which page of a long result'),
  workspace: workspaceField,
});
export type GetResultInput = z.output<typeof input>;

const output = z.looseObject({
  ...envelopeFrameSchema.shape,
  page: z.object({ number: z.int(), of: z.int() }).describe('Lists and long texts go on from page to page'),
});

export const getResultTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'get_result',
    title: 'Get the result of a job',
    description: `Get the whole result of a codex-pro job: the same envelope that the tool which started it gives, with the part of its kind (review: verdict and findings …), not_done, tokens and cost, quota, and paths of the files. Name the job with job_id, or give latest (a kind such as review, or any); with neither it is the newest ended job of this project. A long result comes in pages. For a job that has not ended it says what it does now.`,
    input,
    output,
    hints: looking,
    handle: async (given, context) =>
      (await import('../calls/get-result.ts')).getResult(given, { product, context }),
  }),
  words: ['job_id'],
  text: async (structured, view) => (await import('../show-result.ts')).showResult(structured, view),
});
