import type { Job } from '@codex-pro/jobs';
import type { EnvelopeJob } from './envelope.ts';

/** A job as results show it: times as ISO 8601 UTC. */
export function envelopeJob(job: Job): EnvelopeJob {
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    workspace: job.workspace,
    created_at: isoTime(job.createdAt),
    started_at: job.startedAt === null ? null : isoTime(job.startedAt),
    ended_at: job.endedAt === null ? null : isoTime(job.endedAt),
    model: job.model,
    effort: job.effort,
    tier: job.tier,
    profile: job.profile,
    attempts: job.attempts,
  };
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
