import type { UsageTotal } from '@codex-pro/codex';
import type { Job } from '@codex-pro/jobs';
import { type ErrorReport, errorCodes } from '@codex-pro/runtime';
import { type Artifact, type Envelope, envelopeVersion, noUsage } from './envelope.ts';
import { envelopeJob } from './envelope-job.ts';

/** A job that has not ended, or that ended without a result of its own, as an envelope: what its row says. */
export function jobEnvelope(
  job: Job,
  known: {
    readonly usage: UsageTotal;
    readonly artifacts: readonly Artifact[];
    readonly nextSteps: readonly string[];
  },
): Envelope<never> {
  return {
    schema: envelopeVersion,
    job: envelopeJob(job),
    summary:
      job.endedAt === null ? describeJob(job) : (job.summary ?? job.error?.message ?? describeJob(job)),
    part: null,
    usage: known.usage,
    limits: null,
    not_done: [],
    artifacts: [...known.artifacts],
    next_steps: [...known.nextSteps],
    error: job.error === null ? endedWithoutWord(job) : asReport(job.error),
  };
}

/** The envelope of a call that failed before anything was recorded. */
export function errorEnvelope(error: ErrorReport): Envelope<never> {
  return {
    schema: envelopeVersion,
    job: null,
    summary: error.message,
    part: null,
    usage: noUsage('No call was made.'),
    limits: null,
    not_done: [],
    artifacts: [],
    next_steps: [],
    error,
  };
}

/** One sentence: what a job is doing. */
export function describeJob(job: Job): string {
  if (job.state === 'queued') return job.phase ?? 'waiting to start';
  const count = job.progress === null ? '' : ` (${countOf(job.progress)})`;
  return `${job.phase ?? 'starting'}${count}`;
}

function countOf({ done, total }: NonNullable<Job['progress']>): string {
  return total === null ? String(done) : `${done} of ${total}`;
}

/** An end without an error has a result; where it is not shown, this version cannot read it. */
function endedWithoutWord(job: Job): ErrorReport | null {
  if (job.endedAt === null) return null;
  return {
    code: 'internal',
    message: `Job ${job.id} ended as ${job.state}, and this version of codex-pro cannot read its result.`,
    hint: 'Another version wrote it: read the files that artifacts names.',
  };
}

function asReport(error: NonNullable<Job['error']>): ErrorReport {
  const code = errorCodes.find((known) => known === error.code) ?? 'internal';
  return { ...error, code };
}
