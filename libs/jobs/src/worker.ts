import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { attemptWork } from './attempt-work.ts';
import { homeFolder } from './home-folder.ts';
import { isJobId } from './job-id.ts';
import { defaultWorkers, type JobParts, openParts } from './job-parts.ts';
import { readHandover } from './key-handover.ts';
import { killOwnChildren } from './process-group.ts';
import { ownIdentity } from './process-identity.ts';
import { pruneDaily } from './prune.ts';
import { readRequestFile, requestFileName, type Upkeep } from './request-file.ts';
import type { Work } from './worker-contract.ts';
import { logLine } from './worker-log.ts';

export interface WorkerOptions {
  /** Absolute path of the state folder. */
  readonly home: string;
  readonly jobId: string;
  readonly work: Work;
  /** Loads what the work will need. Called while the starter makes the job ready. */
  readonly load?: (() => Promise<void>) | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** Live handles may keep a finished worker this long, in milliseconds; then it exits all the same. */
const exitGuardMs = 500;

/**
 * Runs one queued job in this process, to its end, then starts what waits in the queue. Resolves with the exit code:
 * 0 when the job has an end (whichever), 1 when this process had no business with it (claimed by another, cancelled
 * before it started, its starter gone before it said to begin, or the key it needs never came).
 * The process is expected to be a worker's own: signals and stray errors are handled for all of it, and it is ended
 * soon after even where something keeps its event loop alive.
 */
export async function runWorker(options: WorkerOptions): Promise<number> {
  const { home, jobId, work, load } = options;
  if (!isJobId(jobId)) return decline(`${JSON.stringify(jobId)} is not a job id.`);
  const folder = homeFolder(home).job(jobId);
  // Before the store is opened: a worker that comes too late must not make a home that was removed anew.
  if (!existsSync(folder)) return decline(`There is no job ${jobId}.`);
  const given = options.env ?? process.env;
  const [handover] = await Promise.all([readHandover(given), load?.()]);
  if (handover === 'gone') {
    // The folder was made for this job alone, and nothing was recorded.
    if (!existsSync(join(folder, requestFileName))) await rm(folder, { recursive: true, force: true });
    return decline('Whoever started this worker is gone, or went on without it.');
  }
  if (handover === 'silent') return decline('Whoever started this worker never said that it may begin.');
  const { apiKey, variables } = handover;
  const upkeep = await readUpkeep(folder);
  const env = { ...given, ...variables };
  const parts = openParts({ home, env, workers: upkeep.workers, makesHome: false });
  try {
    const row = parts.store.get(jobId);
    if (row === null) return decline(`There is no job ${jobId}.`);
    if (row.job.needsKey && apiKey === undefined) return decline('The starter handed over no API key.');
    const claim = await parts.queue.claim(jobId, ownIdentity());
    if (claim === null) return decline(`Job ${jobId} is not queued any more.`);
    try {
      await attemptWork(claim, { parts, work, apiKey, env });
    } finally {
      killOwnChildren();
    }
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
