import type { PlainTool, Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import * as z from 'zod';
import { pruneShape } from '../jobs/prune-shape.ts';

const input = z.strictObject({
  older_than: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .optional()
    .describe('Jobs that ended longer ago than this: 7d, 12h; by default the retention time of the settings'),
  apply: z.boolean().default(false).describe('Remove them; without it, only say which'),
});
export type PruneJobsInput = z.output<typeof input>;

export const pruneJobsTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'prune_jobs',
    title: 'Remove old jobs',
    description: `Remove codex-pro jobs of every project that ended long ago, with their results and logs. Says which, and changes nothing, unless apply is true. Jobs that wait or run are never touched; the usage ledger stays.`,
    input,
    output: pruneShape,
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    handle: async (given, context) =>
      (await import('../calls/prune-jobs.ts')).pruneJobs(given, { product, context }),
  }),
  async text(structured) {
    const { summary, job_ids: ids, count } = pruneShape.parse(structured);
    const more = count > ids.length ? [`… and ${count - ids.length} more`] : [];
    return `${[summary, ...ids.map((id) => `  ${id}`), ...more].join('\n')}\n`;
  },
});
