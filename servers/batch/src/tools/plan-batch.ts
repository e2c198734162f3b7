import { defineStartTool } from '@codex-pro/capability';
import { planSchema } from '../batch/plan-schema.ts';
import { batchCapability } from '../capability.ts';
import { batchInput } from './batch-arguments.ts';
import { planBatchDescription } from './plan-batch-description.ts';

/** Says what run_batch would do with the same arguments. Starts no job and sends nothing. */
export const planBatchTool = defineStartTool(batchCapability, {
  name: 'plan_batch',
  title: 'Plan a batch',
  description: planBatchDescription,
  hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: batchInput,
  words: ['source'],
  dryRun: planSchema,
  prepare: async (given, context) => (await import('../plan-batch.ts')).planBatch(given, context),
});
