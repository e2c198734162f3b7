import type { ToolAnswer } from '@codex-pro/mcp';
import { type CallSite, openDesk, readerOf } from '../desk.ts';
import type { JobReference } from '../tools/job-reference.ts';
import { stepsFor } from './job-detail.ts';
import { shownJob } from './shown-job.ts';

export async function cancelJob(input: JobReference, { product, context }: CallSite): Promise<ToolAnswer> {
  const { jobs } = await openDesk(product);
  const before = await jobs.find(input.job_id);
  const job = before.endedAt === null ? await jobs.cancel(before.id) : before;
  return {
    structured: {
      summary: summaryOf(before.endedAt !== null, job),
      job: shownJob(job, Date.now()),
      next_steps: stepsFor(job, product, readerOf(context)),
    },
  };
}

function summaryOf(
  hadEnded: boolean,
  { id, state, endedAt }: { id: string; state: string; endedAt: number | null },
): string {
  if (hadEnded) return `Job ${id} had already ended: ${state}. Nothing was changed.`;
  if (endedAt === null) {
    return `Job ${id} was asked to stop. Its worker runs where it cannot be reached from here, and stops by itself.`;
  }
  if (state === 'cancelled') return `Job ${id} is cancelled, and its processes are gone.`;
  return `Job ${id} ended before it could be cancelled: ${state}.`;
}
