import { defineStartTool, sharedArguments } from '@codex-pro/capability';
import * as z from 'zod';
import { batchCapability } from '../capability.ts';

const input = z.strictObject({
  job_id: z.string().min(1).max(100).describe('The batch: its job id, or a unique prefix of one'),
  only: z
    .union([z.literal('failed'), z.array(z.string().min(1)).min(1).max(100_000)])
    .default('failed')
    .describe('failed: whatever is not done; or names of chunks'),
  force: z
    .boolean()
    .default(false)
    .describe('With names: do them again even where they are done, and replace outputs that were edited'),
  ...sharedArguments,
});
export type RetryInput = z.output<typeof input>;

/** A new job that goes on with an earlier one's chunks, prompt, model and output folder. */
export const retryBatchTool = defineStartTool(batchCapability, {
  name: 'retry_batch',
  title: 'Retry chunks of a batch',
  description: `Send chunks of an earlier batch again: those that failed or were not reached, or the ones named in only. Works on the same chunks, prompt, model and output_dir, in a new job; what is done stays and costs nothing. Uses the user's quota. Answers like run_batch.`,
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input,
  words: ['job_id'],
  prepare: async (given, context) => (await import('../prepare-retry.ts')).prepareRetry(given, context),
});
