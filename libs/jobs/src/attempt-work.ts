import module from 'node:module';
import { inspect } from 'node:util';
import { CancelledError, isCodedError, toErrorReport } from '@codex-pro/runtime';
import { toDiskError } from './disk-error.ts';
import type { EndState } from './job.ts';
import type { JobParts } from './job-parts.ts';
import type { Claim } from './job-queue.ts';
import { Outbox } from './outbox.ts';
import { recordEnd } from './record-end.ts';
import { prepareRunningJob } from './running-job.ts';
import { isLocked } from './sqlite-error.ts';
import { stopGraceMs } from './timings.ts';
import { type AttemptWatch, watchAttempt } from './watch-attempt.ts';
import type { Work, WorkEnd } from './worker-contract.ts';
import { logLine } from './worker-log.ts';

export interface AttemptOptions {
  readonly parts: JobParts;
  readonly work: Work;
  readonly apiKey: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs the work of a claimed job and records its end, whatever happens. Errors nobody caught end the work too. */
export async function attemptWork(claim: Claim, { parts, work, apiKey, env }: AttemptOptions): Promise<void> {
  const { job, owner } = claim;
  const watch = watchAttempt(claim, parts);
  const stop = (error: unknown) => watch.stop(asError(toDiskError(error, parts.home.path)));
  const outbox = new Outbox({ store: parts.store, id: job.id, owner, onFailure: stop });
  process.on('uncaughtException', stop);
  process.on('unhandledRejection', stop);
  try {
    const { signal } = watch;
    const end = await endOfWork(watch, async () =>
      work(await prepareRunningJob(claim, { parts, signal, outbox, apiKey, env })),
    );
    await outbox.flush();
    // Before the end is seen: whoever sees it may remove the folder that a later write would go to.
    module.flushCompileCache();
    const recorded = !watch.taken() && (await recordWhateverHappens(claim, end, parts));
    if (!recorded) logLine(`The end (${end.state}) came too late: somebody else had ended this attempt.`);
  } finally {
    watch.close();
    process.off('uncaughtException', stop);
    process.off('unhandledRejection', stop);
  }
}

/** What the work returned; or, where it threw or would not stop, an end made from the reason. */
async function endOfWork(watch: AttemptWatch, work: () => Promise<WorkEnd>): Promise<WorkEnd> {
  const overdue = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const stopped = () => {
    timer = setTimeout(() => overdue.reject(watch.signal.reason), stopGraceMs);
  };
  watch.signal.addEventListener('abort', stopped, { once: true });
  try {
    return await Promise.race([work(), overdue.promise]);
  } catch (error) {
    return endFromError(asError(watch.signal.aborted ? watch.signal.reason : error));
  } finally {
    clearTimeout(timer);
    watch.signal.removeEventListener('abort', stopped);
  }
}

/** How long an end is tried against a locked store before the worker gives up, in milliseconds. */
const lockedPatienceMs = 600_000;

/**
 * A locked store is waited for. A result that cannot be written (disk full) becomes the end itself, recorded where
 * that still goes: the store needs far less room than a result.
 */
async function recordWhateverHappens(claim: Claim, end: WorkEnd, parts: JobParts): Promise<boolean> {
  const giveUpAt = performance.now() + lockedPatienceMs;
  let current = end;
  for (;;) {
    try {
      return await recordEnd(claim, current, parts);
    } catch (error) {
      logLine(`The end (${current.state}) could not be recorded: ${inspect(error)}`);
      if (isLocked(error) && performance.now() < giveUpAt) continue;
      if (current !== end) throw error;
      current = endFromError(asError(toDiskError(error, parts.home.path)));
    }
  }
}

function endFromError(error: Error): WorkEnd {
  const report = toErrorReport(error);
  if (report.code === 'internal') logLine(inspect(error));
  else if (error.cause !== undefined) logLine(`${error.message} Cause: ${inspect(error.cause)}`);
  return { state: stateOf(error), summary: report.message, error: report, result: () => null, files: [] };
}

function stateOf(error: Error): EndState {
  if (error instanceof CancelledError) return 'cancelled';
  return isCodedError(error) && error.code === 'timed_out' ? 'timed_out' : 'failed';
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(inspect(error));
}
