import type { Product, ServerDefinition } from '@codex-pro/capability';
import { instructions } from './instructions.ts';
import { cancelJobTool } from './tools/cancel-job.ts';
import { checkSetupTool } from './tools/check-setup.ts';
import { getJobTool } from './tools/get-job.ts';
import { getResultTool } from './tools/get-result.ts';
import { listJobsTool } from './tools/list-jobs.ts';
import { pruneJobsTool } from './tools/prune-jobs.ts';
import { retryJobTool } from './tools/retry-job.ts';
import { setSettingTool } from './tools/set-setting.ts';
import { showSettingsTool } from './tools/show-settings.ts';
import { usageReportTool } from './tools/usage-report.ts';
import { waitForJobTool } from './tools/wait-for-job.ts';

const tools = [
  listJobsTool,
  getJobTool,
  waitForJobTool,
  getResultTool,
  cancelJobTool,
  retryJobTool,
  usageReportTool,
  pruneJobsTool,
  checkSetupTool,
  showSettingsTool,
  setSettingTool,
];

/** The server's tools, for one running program. */
export function createServer(product: Product): ServerDefinition {
  return { title: 'Codex jobs', instructions, tools: tools.map((tool) => tool(product)) };
}
