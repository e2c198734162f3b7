import { jobsOf, type ServerDefinition } from '@codex-pro/capability';
import { instructions } from './instructions.ts';

export const server: ServerDefinition = {
  title: 'Codex batch',
  instructions,
  tools: {
    plan_batch: async () => (await import('./tools/plan-batch.ts')).planBatchTool,
    run_batch: async () => (await import('./tools/run-batch.ts')).runBatchTool,
    retry_batch: async () => (await import('./tools/retry-batch.ts')).retryBatchTool,
  },
  jobs: { bat: async () => jobsOf((await import('./capability.ts')).batchCapability) },
};
