import {
  type EnvelopeFrame,
  envelopeFrameSchema,
  jobLimits,
  loadHouse,
  type Product,
} from '@codex-pro/capability';
import type { Job } from '@codex-pro/jobs';
import { InputError } from '@codex-pro/runtime';
import { type ReviewPart, reviewPartSchema } from './review/finding.ts';

/** A review that has ended, as its files tell it. */
export interface ReviewJob {
  readonly job: Job;
  /** The state folder. */
  readonly home: string;
  /** The job's own folder. */
  readonly folder: string;
  readonly frame: EnvelopeFrame;
  readonly part: ReviewPart;
  /** Characters of one answer. */
  readonly maxCharacters: number;
}

/** Throws InputError for a job that is no review, has not ended, or left no result. `reference` may be a unique prefix. */
export async function openReviewJob(reference: string, { env }: Product): Promise<ReviewJob> {
  const house = await loadHouse();
  const home = house.stateHome(env);
  const limits = await jobLimits(house, env);
  const jobs = house.openJobs({ home, env, limits });
  const job = await jobs.find(reference);
  if (job.kind !== 'review' || !job.id.startsWith('rev-')) {
    throw new InputError('input_invalid', `Job ${job.id} is no review.`, {
      hint: 'Give the job_id that the tool review answered with.',
    });
  }
  if (job.endedAt === null) {
    throw new InputError('input_invalid', `Job ${job.id} is ${job.state}: it has no findings yet.`, {
      hint: 'Wait for it with wait_for_job, and call again.',
    });
  }
  const stored = await jobs.result(job.id);
  const frame = envelopeFrameSchema.safeParse(stored).data;
  const review = typeof stored === 'object' && stored !== null && 'review' in stored ? stored.review : null;
  const part = reviewPartSchema.safeParse(review).data;
  if (frame === undefined || part === undefined) {
    throw new InputError('input_invalid', `Job ${job.id} ended as ${job.state}, without findings.`, {
      hint: job.error?.message ?? 'Start another review.',
    });
  }
  return { job, home, folder: jobs.folder(job.id), frame, part, maxCharacters: limits.maxCharacters };
}
