import { CancelledError, UpstreamError } from '@codex-pro/runtime';
import type { Claim, JobQueue } from './job-queue.ts';
import type { JobStore } from './job-store.ts';
import { isLocked } from './sqlite-error.ts';
import { cancelPollMs, heartbeatMs } from './timings.ts';

export interface AttemptWatch {
  /** Aborted with the reason why the work should stop: the first one that comes. */
  readonly signal: AbortSignal;
  /** True once the attempt was ended or taken by somebody else: nothing of it may be written any more. */
  readonly taken: () => boolean;
  stop(reason: Error): void;
  close(): void;
}

/** The longest delay a Node timer keeps (24.8 days). */
const maxTimerMs = 2 ** 31 - 1;
const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Heartbeats, the deadline, cancel requests and signals of one attempt, all leading to one abort signal. */
export function watchAttempt(
  { job, owner }: Claim,
  { store, queue }: { store: JobStore; queue: JobQueue },
): AttemptWatch {
  const controller = new AbortController();
  let taken = false;
  const stop = (reason: Error) => controller.abort(reason);
  const lose = () => {
    taken = true;
    stop(new CancelledError(`Job ${job.id} was ended or taken over by somebody else.`));
  };

  const beat = async () => {
    const { held } = await queue.extend(job.id, owner);
    if (!held) lose();
  };
  const look = async () => {
    const row = store.get(job.id);
    if (row?.holder?.owner !== owner || row.job.state !== 'running') lose();
    else if (row.job.cancelRequestedAt !== null) stop(new CancelledError(`Job ${job.id} was cancelled.`));
  };
  const deadline = setTimeout(
    () => stop(deadlineError(job.id, job.limitMs)),
    Math.min(job.limitMs, maxTimerMs),
  );
  const terminated = (name: NodeJS.Signals) =>
    stop(new CancelledError(`The worker of job ${job.id} was stopped by ${name}.`));

  const heartbeats = repeat(beat, heartbeatMs, stop);
  const looks = repeat(look, cancelPollMs, stop);
  for (const name of stopSignals) process.on(name, terminated);
  return {
    signal: controller.signal,
    taken: () => taken,
    stop,
    close() {
      heartbeats.stop();
      looks.stop();
      clearTimeout(deadline);
      for (const name of stopSignals) process.off(name, terminated);
    },
  };
}

/** Runs `task` every `ms`, never twice at once. A locked store only delays it; any other error is told. */
function repeat(
  task: () => Promise<void>,
  ms: number,
  onError: (error: Error) => void,
): { stop: () => void } {
  let busy = false;
  const run = async () => {
    if (busy) return;
    busy = true;
    try {
      await task();
    } catch (error) {
      if (!isLocked(error)) onError(error instanceof Error ? error : new Error(String(error)));
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void run(), ms);
  return { stop: () => clearInterval(timer) };
}

function deadlineError(id: string, limitMs: number): UpstreamError {
  return new UpstreamError('timed_out', `Job ${id} reached its time limit of ${limitMs} ms (clock: job).`, {
    hint: 'Raise clocks.job or max_minutes, or ask for less, then use retry_job.',
  });
}
