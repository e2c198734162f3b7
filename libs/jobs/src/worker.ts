import { existsSync } from 'node:fs';
import { inspect } from 'node:util';
import { attemptWork } from './attempt-work.ts';
import { homeFolder } from './home-folder.ts';
import { isJobId } from './job-id.ts';
import { defaultWorkers, type JobParts, openParts } from './job-parts.ts';
import { readHandover } from './key-handover.ts';
import { killOwnChildren } from './process-group.ts';
import { ownIdentity } from './process-identity.ts';
import { pruneDaily } from './prune.ts';
import { readRequestFile, type Upkeep } from './request-file.ts';
import type { Work } from './worker-contract.ts';
import { logLine } from './worker-log.ts';

export interface WorkerOptions {
  /** Absolute path of the state folder. */
  readonly home: string;
  readonly jobId: string;
  readonly work: Work;
  readonly env?: NodeJS.ProcessEnv | undefined;
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
  const { home, jobId, work } = options;
  if (!isJobId(jobId)) return decline(`${JSON.stringify(jobId)} is not a job id.`);
  const folder = homeFolder(home).job(jobId);
  // Before the store is opened: a worker that comes too late must not make a home that was removed anew.
  if (!existsSync(folder)) return decline(`There is no job ${jobId}.`);
  const upkeep = await readUpkeep(folder);
  const given = options.env ?? process.env;
  const { apiKey, variables } = await readHandover(given);
  const env = { ...given, ...variables };
  const parts = openParts({ home, env, workers: upkeep.workers });
  try {
    const row = parts.store.get(jobId);
    if (row === null) return decline(`There is no job ${jobId}.`);
    if (row.job.needsKey && apiKey === undefined) return decline('The starter handed over no API key.');
    const claim = await parts.queue.claim(jobId, ownIdentity());
    if (claim === null) return decline(`Job ${jobId} is not queued any more.`);
    await attemptWork(claim, { parts, work, apiKey, env });
    killOwnChildren();
    await afterwards(upkeep, parts);
    return 0;
  } finally {
    parts.close();
    guardExit();
  }
}

/** The settings of whoever submitted the job; the work itself says what is wrong with a request that is unreadable. */
async function readUpkeep(folder: string): Promise<Upkeep> {
  try {
    return (await readRequestFile(folder)).upkeep;
  } catch {
    return { workers: defaultWorkers, retentionMs: null };
  }
}

/** What a worker does for others: start what waits, and once a day remove what is too old. */
async function afterwards({ retentionMs }: Upkeep, parts: JobParts): Promise<void> {
  try {
    await parts.dispatcher.drain();
    if (retentionMs !== null) await pruneDaily(retentionMs, parts);
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
