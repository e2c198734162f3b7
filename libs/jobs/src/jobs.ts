import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BreakerStore } from '@codex-pro/runtime';
import { InputError } from '@codex-pro/runtime';
import { cancelJob } from './cancel.ts';
import { type ExpectedJob, expectJob } from './expected-job.ts';
import type { GateStore } from './gates.ts';
import type { Holds } from './holds.ts';
import type { Job, JobEvent } from './job.ts';
import { defaultWorkers, openParts } from './job-parts.ts';
import type { JobFilter, JobPage } from './job-store.ts';
import { tidyForRetry } from './job-tidying.ts';
import type { UsageQuery, UsageReport } from './ledger.ts';
import { type PruneOptions, pruneJobs } from './prune.ts';
import { resultFileName } from './result-file.ts';
import { recordSubmission, type Submission } from './submit.ts';
import { cancelGraceMs } from './timings.ts';
import { type WaitOptions, waitForJob } from './wait.ts';

export interface JobsOptions {
  /** Absolute path of the state folder. */
  readonly home: string;
  /** What workers' environments are made from. Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** How many workers may run at once on this machine. Default 8. */
  readonly workers?: number | undefined;
  /** How long ended jobs are kept, in milliseconds: workers remove older ones once a day. Default: for ever. */
  readonly retentionMs?: number | undefined;
  /** Where the sibling bundles lie (`<kind>.mjs`); null for none. Default: beside the program that runs. */
  readonly bundleFolder?: string | null | undefined;
  /** The API key that this process may hand to the worker of a queued job that needs one. */
  readonly keyFor?: ((job: Job) => string | undefined) | undefined;
}

export interface RetryOptions {
  /** Handed to the worker where the job needs a key. */
  readonly apiKey?: string | undefined;
}

/** The jobs of one home folder, shared with every process that uses it. Each call also moves the queue on. */
export interface Jobs {
  /** Whether this home has a store. All but this and `expect` make one where there is none. */
  hasStore(): boolean;
  /** Starts the worker of a job that will be submitted in a moment, where that is possible; see `expectJob`. */
  expect(coming: Pick<Submission, 'prefix' | 'start'>): ExpectedJob | null;
  /** Records a job (the expected one) and starts its worker, or leaves it queued where the machine is busy. */
  submit(submission: Submission, expected?: ExpectedJob | null): Promise<Job>;
  /** See `waitForJob`. */
  wait(reference: string, options: WaitOptions): Promise<Job>;
  /** By id or unique prefix. Throws InputError `input_invalid`. */
  find(reference: string): Promise<Job>;
  /** The envelope; null while there is none, and for an end that wrote none. Throws InputError when its file is gone. */
  result(reference: string): Promise<unknown>;
  /** The last events of a job, oldest first; 50 unless told. */
  events(reference: string, limit?: number): Promise<readonly JobEvent[]>;
  /** Returns once the job ended and its processes are gone. */
  cancel(reference: string): Promise<Job>;
  /** Queues an ended job again. Throws InputError for one that succeeded or has not ended. */
  retry(reference: string, options?: RetryOptions): Promise<Job>;
  list(filter: JobFilter): Promise<JobPage>;
  /** Removes, or only names, jobs that ended long ago; see `pruneJobs`. */
  prune(options: PruneOptions): Promise<readonly string[]>;
  usage(query: UsageQuery): Promise<UsageReport>;
  /** Absolute path of a job's folder. */
  folder(id: string): string;
  readonly breakers: BreakerStore;
  readonly gates: GateStore;
  /** What keeps calls from being sent now: closed quota gates and open breakers. */
  holds(): Promise<Holds>;
  /** Opens all of them; returns what there was. */
  reset(): Promise<Holds>;
  close(): void;
}

/** Cheap: nothing is read or made before the first call. */
export function openJobs(options: JobsOptions): Jobs {
  const workers = options.workers ?? defaultWorkers;
  const handed = new Map<string, string>();
  const parts = openParts({
    home: options.home,
    env: options.env ?? process.env,
    workers,
    bundleFolder: options.bundleFolder,
    keyFor: (job) => handed.get(job.id) ?? options.keyFor?.(job),
  });
  const { store, queue, dispatcher, home } = parts;
  const upkeep = { workers, retentionMs: options.retentionMs ?? null };
  /** Every look at a job also ends those whose worker died, and starts what may start. */
  const current = async (reference: string) => {
    await dispatcher.drain();
    return store.find(reference);
  };
  return {
    breakers: store.breakers,
    gates: store.gates,
    folder: (id) => home.job(id),
    close: () => parts.close(),
    hasStore: () => existsSync(home.database),
    expect: (coming) => expectJob(coming, parts),
    async submit(submission, expected = null) {
      const id = await recordSubmission(submission, upkeep, parts, expected);
      if (submission.apiKey !== undefined) handed.set(id, submission.apiKey);
      try {
        await dispatcher.drain();
      } finally {
        await dispatcher.dismiss(id);
      }
      return store.find(id).job;
    },
    wait: async (reference, wait) => waitForJob(store.find(reference).job.id, wait, parts),
    find: async (reference) => (await current(reference)).job,
    async result(reference) {
      const { job, hasResult } = await current(reference);
      return hasResult ? readEnvelope(join(home.job(job.id), resultFileName), job.id) : null;
    },
    events: async (reference, limit = 50) => store.events(store.find(reference).job.id, limit),
    cancel: async (reference) => {
      const job = await cancelJob(store.find(reference).job.id, cancelGraceMs, parts);
      await dispatcher.drain();
      return job;
    },
    async retry(reference, { apiKey } = {}) {
      const { job } = await current(reference);
      const queued = await queue.requeue(job.id, ({ attempts }) => tidyForRetry(home.job(job.id), attempts));
      if (!queued) throw cannotRetry(store.find(job.id).job);
      if (apiKey !== undefined) handed.set(job.id, apiKey);
      await dispatcher.drain();
      return store.find(job.id).job;
    },
    async list(filter) {
      await dispatcher.drain();
      return store.list(filter);
    },
    prune: async (options) => pruneJobs(options, parts),
    usage: async (query) => store.usage(query),
    holds: async () => store.holds(),
    reset: async () => store.dropHolds(),
  };
}

function cannotRetry({ id, state }: Job): InputError {
  return new InputError(
    'input_invalid',
    `Job ${id} is ${state}; only a job that ended without success can be retried.`,
    {
      hint: state === 'succeeded' ? `Its result is there: get_result ${id}.` : `Use cancel_job ${id} first.`,
    },
  );
}

async function readEnvelope(path: string, id: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new InputError('input_invalid', `The result of job ${id} is gone or damaged: ${path}.`, {
      hint: 'Somebody changed the job folder. Ask for the work again.',
      cause: error,
    });
  }
}
