import { lendKey } from '@codex-pro/capability';
import type { ToolAnswer } from '@codex-pro/mcp';
import { type CallSite, openDesk, readerOf } from '../desk.ts';
import type { JobReference } from '../tools/job-reference.ts';
import { stepsFor } from './job-detail.ts';
import { shownJob } from './shown-job.ts';

export async function retryJob(input: JobReference, { product, context }: CallSite): Promise<ToolAnswer> {
  const { house, jobs } = await openDesk(product);
  const before = await jobs.find(input.job_id);
  await lendKey(house, before, product.env);
  const job = await jobs.retry(before.id);
  return {
    structured: {
      summary: `Job ${job.id} is queued again, for attempt ${before.attempts + 1}; it had ended as ${before.state}.`,
      job: shownJob(job, Date.now()),
      next_steps: stepsFor(job, product, readerOf(context)),
    },
  };
}
