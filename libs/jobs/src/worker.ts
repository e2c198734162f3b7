import { inspect } from 'node:util';
import { attemptWork } from './attempt-work.ts';
import { defaultWorkers, type JobParts, openParts } from './job-parts.ts';
import { readHandedKey } from './key-handover.ts';
import { killOwnChildren } from './process-group.ts';
import { ownIdentity } from './process-identity.ts';
import { pruneDaily } from './prune.ts';
import type { Work } from './worker-contract.ts';
import { logLine } from './worker-log.ts';

export interface WorkerOptions {
  /** Absolute path of the state folder. */
  readonly home: string;
  readonly jobId: string;
  readonly work: Work;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** How many workers may run at once, for the jobs it starts when its own has ended. Default 8. */
  readonly workers?: number | undefined;
  /** How long ended jobs are kept, in milliseconds; without it nothing is pruned. */
  readonly retentionMs?: number | undefined;
}

/** Live handles may keep a finished worker this long, in milliseconds; then it exits all the same. */
const exitGuardMs = 500;

/**
 * Runs one queued job in this process, to its end, then starts what waits in the queue. Resolves with the exit code:
 * 0 when the job has an end (whichever), 1 when this process had no business with it (claimed by another, cancelled
 * before it started, or the key it needs never came).
 * The process is expected to be a worker's own: signals and stray errors are handled for all of it, and it is ended
 * soon after even where something keeps its event loop alive.
 */
export async function runWorker(options: WorkerOptions): Promise<number> {
  const env = options.env ?? process.env;
  const parts = openParts({ home: options.home, env, workers: options.workers ?? defaultWorkers });
  try {
    const apiKey = await readHandedKey(env);
    const row = parts.store.get(options.jobId);
    if (row === null) return decline(`There is no job ${options.jobId}.`);
    if (row.job.needsKey && apiKey === undefined) return decline('The starter handed over no API key.');
    const claim = await parts.queue.claim(options.jobId, ownIdentity());
    if (claim === null) return decline(`Job ${options.jobId} is not queued any more.`);
    await attemptWork(claim, { parts, work: options.work, apiKey });
    killOwnChildren();
    await afterwards(options, parts);
    return 0;
  } finally {
    parts.close();
    guardExit();
  }
}

/** What a worker does for others: start what waits, and once a day remove what is too old. */
async function afterwards({ retentionMs }: WorkerOptions, parts: JobParts): Promise<void> {
  try {
    await parts.dispatcher.drain();
    if (retentionMs !== undefined) await pruneDaily(retentionMs, parts);
  } catch (error) {
    logLine(`After the job: ${inspect(error)}`);
  }
}

function decline(reason: string): number {
  logLine(reason);
  return 1;
}

function guardExit(): void {
  setTimeout(() => process.exit(), exitGuardMs).unref();
}
