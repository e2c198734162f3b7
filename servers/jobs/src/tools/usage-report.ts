import type { PlainTool, Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import * as z from 'zod';
import { usageShape } from '../jobs/usage-shape.ts';
import { looking } from './job-reference.ts';

const input = z.strictObject({
  days: z.int().min(1).max(400).default(7).describe('The last so many days, today among them'),
  by: z.enum(['day', 'kind', 'model', 'tier', 'workspace']).default('day').describe('One row for each'),
});
export type UsageReportInput = z.output<typeof input>;

export const usageReportTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'usage_report',
    title: 'Show usage, cost and quota',
    description: `Show what codex-pro used: requests, attempts, tokens (input, cached, output, reasoning) and cost, in total and by day, kind, model, tier or workspace, over all projects; and the quota windows of the account with their reset times and how old that reading is. Reads the ledger; asks the backend how much quota is left where there is a ChatGPT login, which is free.`,
    input,
    output: usageShape,
    hints: { ...looking, openWorldHint: true },
    handle: async (given, context) =>
      (await import('../calls/usage-report.ts')).usageReport(given, { product, context }),
  }),
  async text(structured, view) {
    const { renderUsage } = await import('../jobs/render-usage.ts');
    return renderUsage(usageShape.parse(structured), { ...view, now: Date.now() });
  },
});
