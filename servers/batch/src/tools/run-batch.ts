import { defineStartTool } from '@codex-pro/capability';
import { batchCapability } from '../capability.ts';
import { batchInput } from './batch-arguments.ts';
import { runBatchDescription } from './run-batch-description.ts';

/** Starts a batch: reads and cuts the source now, so that later edits do not reach a job that waits. */
export const runBatchTool = defineStartTool(batchCapability, {
  name: 'run_batch',
  title: 'Run a batch with Codex',
  description: runBatchDescription,
  // It writes files of its own and, with force, over others; run again it does only what is left.
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: batchInput,
  words: ['source'],
  prepare: async (given, context) => (await import('../prepare-batch.ts')).prepareBatch(given, context),
});
