import type { Product, ServerDefinition } from '@codex-pro/capability';
import { instructions } from './instructions.ts';

/** The server's tools, for one running program. */
export function createServer(product: Product): ServerDefinition {
  return {
    title: 'Codex jobs',
    instructions,
    tools: {
      list_jobs: async () => (await import('./tools/list-jobs.ts')).listJobsTool(product),
      get_job: async () => (await import('./tools/get-job.ts')).getJobTool(product),
      wait_for_job: async () => (await import('./tools/wait-for-job.ts')).waitForJobTool(product),
      get_result: async () => (await import('./tools/get-result.ts')).getResultTool(product),
      cancel_job: async () => (await import('./tools/cancel-job.ts')).cancelJobTool(product),
      retry_job: async () => (await import('./tools/retry-job.ts')).retryJobTool(product),
      usage_report: async () => (await import('./tools/usage-report.ts')).usageReportTool(product),
      prune_jobs: async () => (await import('./tools/prune-jobs.ts')).pruneJobsTool(product),
      check_setup: async () => (await import('./tools/check-setup.ts')).checkSetupTool(product),
      show_settings: async () => (await import('./tools/show-settings.ts')).showSettingsTool(product),
      set_setting: async () => (await import('./tools/set-setting.ts')).setSettingTool(product),
    },
  };
}
