import type { PlainTool, Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import * as z from 'zod';
import { states } from '../jobs/job-shape.ts';
import { listShape } from '../jobs/list-shape.ts';
import { looking, workspaceField } from './job-reference.ts';

const name = z.string().trim().min(1).max(200);

const input = z.strictObject({
  all_workspaces: z.boolean().default(false).describe('Jobs of every project, not of this one alone'),
  kind: name.optional().describe('Only jobs of this kind, such as review'),
  state: z.enum(states).optional().describe('Only jobs in this state'),
  session: name.optional().describe('Only jobs that this host session started: its id, or current'),
  since: name
    .optional()
    .describe('Only jobs created since then: a time (2026-11-20T10:00:00Z), or how long ago (2h, 7d)'),
  limit: z.int().min(1).max(200).default(20).describe('At most so many; fewer where they would be too long'),
  cursor: name.optional().describe('next_cursor of the page before'),
  workspace: workspaceField,
});
export type ListJobsInput = z.output<typeof input>;

export const listJobsTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'list_jobs',
    title: 'List jobs',
    description: `List codex-pro jobs, newest first: id, kind, state (queued, running, succeeded, failed, cancelled, timed_out, lost; stalled when a running one gives no sign of life), what it does now or what came of it, and when. Of this project, unless all_workspaces. Free, and quick with thousands of jobs.`,
    input,
    output: listShape,
    hints: looking,
    handle: async (given, context) =>
      (await import('../calls/list-jobs.ts')).listJobs(given, { product, context }),
  }),
  async text(structured, view) {
    const { renderList } = await import('../jobs/render-list.ts');
    return renderList(listShape.parse(structured), { ...view, now: Date.now() });
  },
  watch: {
    lines: (structured) =>
      listShape.parse(structured).jobs.map((job) => {
        const { done, total } = job.progress ?? {};
        const share = done === undefined ? '' : ` (${done}${total === null ? '' : ` of ${total}`})`;
        return `${job.id} ${job.stalled ? 'stalled' : job.state}: ${job.ended_at === null ? `${job.phase ?? ''}${share}` : (job.summary ?? '')}`;
      }),
    over: (structured) => listShape.parse(structured).jobs.every(({ ended_at: end }) => end !== null),
  },
});
