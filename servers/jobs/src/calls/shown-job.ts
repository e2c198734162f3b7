import { envelopeJob } from '@codex-pro/capability';
import type { Job } from '@codex-pro/jobs';
import type { ShownJob } from '../jobs/job-shape.ts';

/** A job as the tools show it. `now` is epoch milliseconds. */
export function shownJob(job: Job, now: number): ShownJob {
  return {
    ...envelopeJob(job),
    stalled: job.stalled,
    session: job.session,
    run_seconds: job.startedAt === null ? null : seconds((job.endedAt ?? now) - job.startedAt),
    phase: job.phase,
    progress: job.progress,
    summary: job.summary,
    error: job.error,
  };
}

/** Milliseconds as seconds with one decimal; never negative, though clocks jump. */
export function seconds(ms: number): number {
  return Math.max(0, Math.round(ms / 100) / 10);
}
