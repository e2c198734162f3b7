import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError } from '@codex-pro/runtime';
import type { Dispatcher } from './dispatcher.ts';
import { isEndState, type Job } from './job.ts';
import type { JobStore } from './job-store.ts';
import { firstWaitMs, firstWaitPollMs, waitPollMs } from './timings.ts';

export interface WaitOptions {
  /** How long to wait at most, in milliseconds; 0 only looks. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Called at each change of state or phase, and every 3 s while there is nothing new. */
  readonly onProgress?: ((job: Job) => void) | undefined;
}

const progressEveryMs = 3_000;
/** How often a waiter looks after dead workers and the queue, so that waiting alone moves things on. */
const lookAfterEveryMs = 500;

/**
 * Resolves with the job once it ended, or as it stands when the time is up. An abort ends the waiting, not the job.
 * Throws CancelledError on abort.
 */
export async function waitForJob(
  id: string,
  { waitMs, signal, onProgress }: WaitOptions,
  { store, dispatcher }: { store: JobStore; dispatcher: Dispatcher },
): Promise<Job> {
  const begun = performance.now();
  let lookAfterAt = begun;
  let progressAt = begun;
  let shown = '';
  for (;;) {
    if (signal.aborted) throw stoppedWaiting(id, signal);
    let { job } = store.find(id);
    const now = performance.now();
    if (!isEndState(job.state) && now >= lookAfterAt) {
      lookAfterAt = now + lookAfterEveryMs;
      await dispatcher.drain();
      ({ job } = store.find(id));
    }
    if (isEndState(job.state) || now - begun >= waitMs) return job;
    const face = `${job.state} ${job.phase} ${job.stalled}`;
    if (onProgress !== undefined && (face !== shown || now >= progressAt)) {
      shown = face;
      progressAt = now + progressEveryMs;
      onProgress(job);
    }
    const left = Math.max(0, waitMs - (now - begun));
    const pause = now - begun < firstWaitMs ? firstWaitPollMs : waitPollMs;
    await sleep(Math.min(pause, left), undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

function stoppedWaiting(id: string, signal: AbortSignal): CancelledError {
  return new CancelledError(`Stopped waiting for job ${id}; the job itself goes on.`, {
    hint: `Use wait_for_job ${id} to wait again, or cancel_job ${id} to stop it.`,
    cause: signal.reason,
  });
}
