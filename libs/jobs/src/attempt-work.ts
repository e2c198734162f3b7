import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { CancelledError, cleanText, isCodedError, toErrorReport } from '@codex-pro/runtime';
import { toDiskError } from './disk-error.ts';
import { assertFileName } from './durable-file.ts';
import type { EndState } from './job.ts';
import type { JobParts } from './job-parts.ts';
import type { Claim } from './job-queue.ts';
import { Outbox } from './outbox.ts';
import { recordEnd } from './record-end.ts';
import { readRequestFile } from './request-file.ts';
import { stopGraceMs } from './timings.ts';
import { type AttemptWatch, watchAttempt } from './watch-attempt.ts';
import type { RunningJob, Work, WorkEnd } from './worker-contract.ts';

export interface AttemptOptions {
  readonly parts: JobParts;
  readonly work: Work;
  readonly apiKey: string | undefined;
}

/** Runs the work of a claimed job and records its end, whatever happens. */
export async function attemptWork(claim: Claim, { parts, work, apiKey }: AttemptOptions): Promise<void> {
  const { job, owner } = claim;
  const watch = watchAttempt(claim, parts);
  const outbox = new Outbox({
    store: parts.store,
    id: job.id,
    owner,
    onFailure: (error) => watch.stop(asError(error)),
  });
  const stray = (error: unknown) => watch.stop(asError(error));
  process.on('uncaughtException', stray);
  process.on('unhandledRejection', stray);
  try {
    const folder = parts.home.job(job.id);
    const end = await endOfWork(
      work,
      async () => runningJob(claim, { folder, apiKey, watch, outbox, parts }),
      watch,
    );
    await outbox.flush();
    const recorded = !watch.taken() && (await recordOrSayWhyNot(claim, end, parts));
    if (!recorded) logLine(`The end (${end.state}) came too late: somebody else had ended this attempt.`);
  } finally {
    watch.close();
    process.off('uncaughtException', stray);
    process.off('unhandledRejection', stray);
  }
}

interface Context {
  readonly folder: string;
  readonly apiKey: string | undefined;
  readonly watch: AttemptWatch;
  readonly outbox: Outbox;
  readonly parts: JobParts;
}

async function runningJob(
  { job }: Claim,
  { folder, apiKey, watch, outbox, parts }: Context,
): Promise<RunningJob> {
  const { request } = await readRequestFile(folder);
  return {
    job,
    request,
    folder,
    signal: watch.signal,
    apiKey,
    calls: { record: (call) => outbox.add({ type: 'call', call }) },
    breakers: parts.store.breakers,
    gates: parts.store.gates,
    async attachment(name) {
      assertFileName(name);
      return readFile(join(folder, name));
    },
    progress: (phase, count) =>
      outbox.add({ type: 'progress', phase: cleanText(phase, 200), count: count ?? null }),
    note: (type, message) => outbox.add({ type: 'event', at: parts.clock.now(), event: type, message }),
    resolved: (identity) => outbox.add({ type: 'identity', ...identity }),
  };
}

/** What the work returned; or, where it threw or would not stop, an end made from the reason. */
async function endOfWork(
  work: Work,
  prepare: () => Promise<RunningJob>,
  watch: AttemptWatch,
): Promise<WorkEnd> {
  const overdue = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const stopped = () => {
    timer = setTimeout(() => overdue.reject(watch.signal.reason), stopGraceMs);
  };
  watch.signal.addEventListener('abort', stopped, { once: true });
  try {
    const running = prepare().then(work);
    return await Promise.race([running, overdue.promise]);
  } catch (error) {
    return endFromError(watch.signal.aborted ? asError(watch.signal.reason) : asError(error));
  } finally {
    clearTimeout(timer);
    watch.signal.removeEventListener('abort', stopped);
  }
}

/** A result that cannot be written (disk full) becomes the end, recorded where that still goes. */
async function recordOrSayWhyNot(claim: Claim, end: WorkEnd, parts: JobParts): Promise<boolean> {
  try {
    return await recordEnd(claim, end, parts);
  } catch (error) {
    logLine(`The end (${end.state}) could not be recorded: ${inspect(error)}`);
    return await recordEnd(claim, endFromError(toDiskError(asError(error), parts.home.path)), parts);
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

/** The worker's standard error is its job's `worker.log`. */
function logLine(text: string): void {
  process.stderr.write(`${new Date().toISOString()} ${cleanText(text, 20_000)}\n`);
}
