import { join } from 'node:path';
import {
  commandLine,
  type Product,
  type Reader,
  stepsAfterFailure,
  stepsWhileRunning,
} from '@codex-pro/capability';
import type { Job, Jobs } from '@codex-pro/jobs';
import { fitCharacters } from '@codex-pro/mcp';
import { describeShown } from '../jobs/describe-jobs.ts';
import type { JobDetail } from '../jobs/detail-shape.ts';
import { knownQuota, quotaOf } from './quota-reading.ts';
import { seconds, shownJob } from './shown-job.ts';
import { usageOf } from './usage-so-far.ts';

export interface DetailRequest {
  readonly jobs: Jobs;
  readonly product: Product;
  readonly reader: Reader;
  /** How many of the last events are shown. */
  readonly events: number;
}

/** All that is known of a job but its result. */
export async function jobDetail(
  job: Job,
  { jobs, product, reader, events }: DetailRequest,
): Promise<JobDetail> {
  const now = Date.now();
  const shown = shownJob(job, now);
  const running = job.state === 'running';
  return {
    summary: describeShown(shown),
    job: {
      ...shown,
      limit_seconds: seconds(job.limitMs),
      needs_key: job.needsKey && job.state === 'queued',
      cancel_requested_at:
        job.cancelRequestedAt === null ? null : new Date(job.cancelRequestedAt).toISOString(),
      version: job.start.version,
    },
    heartbeat_age_seconds: running && job.heartbeatAt !== null ? seconds(now - job.heartbeatAt) : null,
    events: (await jobs.events(job.id, events)).map(({ at, type, message }) => ({
      at: new Date(at).toISOString(),
      type,
      message,
    })),
    usage: await usageOf(jobs, job),
    limits: (job.endedAt === null ? null : await quotaOf(jobs, job.id)) ?? (await knownQuota(jobs)),
    artifacts: [{ kind: 'folder', path: jobs.folder(job.id) }, ...logOf(jobs, job)],
    next_steps: stepsFor(job, product, reader),
  };
}

/** The detail in `max` characters: the oldest events go first. */
export function fitDetail(detail: JobDetail, max: number): JobDetail {
  return fitCharacters(detail, max, (current) =>
    current.events.length === 0
      ? undefined
      : { ...current, events: current.events.slice(Math.ceil(current.events.length / 4)) },
  );
}

function logOf(jobs: Jobs, job: Job): JobDetail['artifacts'] {
  return job.attempts === 0 ? [] : [{ kind: 'log', path: join(jobs.folder(job.id), 'worker.log') }];
}

/** What can be done with a job now: only commands that work. */
export function stepsFor(job: Job, product: Product, reader: Reader): string[] {
  if (job.endedAt === null) return stepsWhileRunning(job.id, product, reader);
  const result =
    reader === 'host'
      ? `get_result {"job_id": "${job.id}"}`
      : commandLine(product.bundle, 'get-result', job.id);
  if (job.state === 'succeeded') return [result];
  return [result, ...stepsAfterFailure(job.id, product, reader, job.error?.code)];
}
