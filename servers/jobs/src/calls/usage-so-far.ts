import type { Job, Jobs, UsageSum } from '@codex-pro/jobs';
import type { ShownSum } from '../jobs/sum-shape.ts';

/** What a job has used, from the ledger: calls that have ended. */
export async function usageOf(jobs: Jobs, job: Pick<Job, 'id'>): Promise<ShownSum & { cost_note: string }> {
  const { total } = await jobs.usage({ since: 0, jobId: job.id });
  return { ...shownSum(total), cost_note: costNote(total) };
}

export function shownSum({ unpriced: _, ...sum }: UsageSum): ShownSum {
  return sum;
}

/** What a cost stands for. */
export function costNote({ requests, unpriced }: UsageSum): string {
  if (requests === 0) return 'No call was made.';
  const note = 'At API prices; on a ChatGPT plan that is what the same calls would cost there.';
  return unpriced === 0
    ? note
    : `${note} For ${unpriced} of the attempts no price is known: they are not in it.`;
}
