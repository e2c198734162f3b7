import { CancelledError, UpstreamError } from '@codex-pro/runtime';
import type { Claim, JobQueue } from './job-queue.ts';
import type { JobStore } from './job-store.ts';
import { cancelPollMs, heartbeatMs } from './timings.ts';

export interface AttemptWatch {
  /** Aborted with the reason why the work should stop. */
  readonly signal: AbortSignal;
  /** True once the attempt was ended or taken by somebody else: nothing of it may be written any more. */
  readonly taken: () => boolean;
  stop(reason: Error): void;
  close(): void;
}

/** The longest delay a Node timer keeps (24.8 days). */
const maxTimerMs = 2 ** 31 - 1;

/** Heartbeats, the deadline, cancel requests and SIGTERM of one attempt, all leading to one signal. */
export function watchAttempt(
  { job, owner }: Claim,
  { store, queue }: { store: JobStore; queue: JobQueue },
): AttemptWatch {
  const controller = new AbortController();
  let taken = false;
  let beating = false;
  const stop = (reason: Error) => controller.abort(reason);

  /** One at a time: a locked store delays a heartbeat, it does not pile them up. */
  const beat = async () => {
    if (beating) return;
    beating = true;
    try {
      const { held } = await queue.extend(job.id, owner);
      if (!held) lose();
    } catch (error) {
      stop(error instanceof Error ? error : new Error(String(error)));
    } finally {
      beating = false;
    }
  };
  const lose = () => {
    taken = true;
    stop(new CancelledError(`Job ${job.id} was ended or taken over by somebody else.`));
  };
  const look = () => {
    try {
      const row = store.get(job.id);
      if (row?.holder?.owner !== owner || row.job.state !== 'running') lose();
      else if (row.job.cancelRequestedAt !== null) {
        stop(new CancelledError(`Job ${job.id} was cancelled.`));
      }
    } catch (error) {
      stop(error instanceof Error ? error : new Error(String(error)));
    }
  };

  const heartbeat = setInterval(() => void beat(), heartbeatMs);
  const cancelPoll = setInterval(look, cancelPollMs);
  const deadline = setTimeout(
    () => {
      stop(
        new UpstreamError(
          'timed_out',
          `Job ${job.id} reached its time limit of ${job.limitMs} ms (clock: job).`,
          {
            hint: 'Raise clocks.job or max_minutes, or ask for less, then use retry_job.',
          },
        ),
      );
    },
    Math.min(job.limitMs, maxTimerMs),
  );
  const terminated = (name: NodeJS.Signals) =>
    stop(new CancelledError(`The worker of job ${job.id} was stopped by ${name}.`));
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, terminated);

  return {
    signal: controller.signal,
    taken: () => taken,
    stop,
    close() {
      clearInterval(heartbeat);
      clearInterval(cancelPoll);
      clearTimeout(deadline);
      for (const name of signals) process.off(name, terminated);
    },
  };
}
