import { type Job, openJobs } from '@codex-pro/jobs';
import { expect } from 'vitest';
import type { Outcome } from './faces.ts';
import type { Stage } from './stage.ts';

export interface ExpectedRecord {
  readonly state: Job['state'];
  /** Rows of the ledger. */
  readonly attempts: number;
}

/**
 * The job that a call made is on disk as its caller saw it: one end, the same error, every attempt in the ledger, and
 * the envelope's totals are the ledger's. Where no job is expected (`null`), none is there.
 */
export async function expectRecord(
  stage: Stage,
  outcome: Outcome,
  expected: ExpectedRecord | null,
): Promise<void> {
  const jobs = openJobs({ home: stage.home, env: stage.env, bundleFolder: null });
  try {
    const { jobs: recorded } = await jobs.list({});
    expect(recorded.map(({ id }) => id)).toEqual(expected === null ? [] : [outcome.jobId]);
    const [job] = recorded;
    if (expected === null || job === undefined) return;
    expect(job).toMatchObject({ state: expected.state, attempts: 1, stalled: false });
    expect(job.error).toEqual(outcome.error);
    expect(job.endedAt).toBeGreaterThanOrEqual(job.startedAt ?? Number.POSITIVE_INFINITY);

    const { total } = await jobs.usage({ since: 0, jobId: job.id });
    const { unpriced: _unpriced, ...spent } = total;
    expect(spent.attempts).toBe(expected.attempts);
    expect(outcome.usage).toMatchObject({ ...spent, cost_usd: expect.toSatisfy(isCost) });

    const retries = (await jobs.events(job.id)).filter(({ type }) => type === 'retry');
    expect(retries).toHaveLength(spent.attempts - spent.requests);
  } finally {
    jobs.close();
  }
}

/** Unknown stays unknown: null, never a negative number. */
function isCost(value: unknown): boolean {
  return value === null || (typeof value === 'number' && value >= 0);
}
