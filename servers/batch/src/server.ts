import type { ServerDefinition } from '@codex-pro/capability';
import { instructions } from './instructions.ts';
import { planBatchTool } from './tools/plan-batch.ts';
import { retryBatchTool } from './tools/retry-batch.ts';
import { runBatchTool } from './tools/run-batch.ts';

export const server: ServerDefinition = {
  title: 'Codex batch',
  instructions,
  tools: [planBatchTool, runBatchTool, retryBatchTool],
};
