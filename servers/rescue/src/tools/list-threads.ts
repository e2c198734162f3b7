import type { PlainTool, Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import { counted, minute, visibleText } from '@codex-pro/terminal';
import * as z from 'zod';

const input = z.strictObject({
  workspace: z
    .string()
    .min(1)
    .optional()
    .describe('Absolute path of the project; by default the folder that the host works in'),
  all: z.boolean().default(false).describe('Of every workspace of this machine'),
  limit: z.int().min(1).max(200).default(20).describe('Show at most so many, newest first'),
});
export type ListThreadsInput = z.output<typeof input>;

const thread = z.object({
  thread_id: z.string().describe('What rescue takes as thread'),
  title: z.string(),
  workspace: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  jobs: z.int(),
  last_job_id: z.string().nullable(),
  last_summary: z.string().nullable(),
  fork_of: z.string().nullable(),
});

const output = z.object({ summary: z.string(), threads: z.array(thread), next_steps: z.array(z.string()) });

export const listThreadsTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'list_threads',
    title: 'List rescue conversations',
    description: `List the conversations (threads) with Codex that rescues of this workspace had, newest first, so that one can go on: rescue with thread "last" or a thread_id. Threads outlive sessions and restarts.`,
    input,
    output,
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    handle: async (given, context) =>
      (await import('../calls/list-threads.ts')).listThreads(given, { product, context }),
  }),
  text(structured) {
    const { summary, threads } = output.parse(structured);
    const lines = threads.map(
      ({ thread_id, updated_at, jobs, title }) =>
        `${thread_id}  ${minute(updated_at)}  ${counted(jobs, 'job')}  ${visibleText(title)}`,
    );
    return `${[summary, ...lines].join('\n')}\n`;
  },
});
