import { openParts } from '../job-parts.ts';
import { ownIdentity } from '../process-identity.ts';

/** Dispatches, claims and ends the jobs that wait, one after the other, until none is left. Returns how many it claimed. */
export async function takeJobs(home: string): Promise<number> {
  const parts = openParts({ home, env: {}, workers: 0, bundleFolder: null });
  const worker = ownIdentity();
  let claimed = 0;
  try {
    for (;;) {
      const rule = { limit: Number.MAX_SAFE_INTEGER, canStart: () => true };
      const dispatch = await parts.queue.dispatch(rule);
      if (dispatch === null) return claimed;
      const claim = await parts.queue.claim(dispatch.job.id, worker);
      if (claim === null) continue;
      claimed += 1;
      const end = { state: 'succeeded', summary: 'Taken.', error: null, hasResult: false } as const;
      await parts.queue.finish(claim.job.id, claim.owner, { ...end, endedAt: Date.now() });
    }
  } finally {
    parts.close();
  }
}
