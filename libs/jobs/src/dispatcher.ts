import { setTimeout as sleep } from 'node:timers/promises';
import { isCodedError, toErrorReport } from '@codex-pro/runtime';
import type { Clock } from './clock.ts';
import type { HomeFolder } from './home-folder.ts';
import type { Job, JobStart } from './job.ts';
import type { Dispatch, JobQueue } from './job-queue.ts';
import type { JobStore } from './job-store.ts';
import { isLocked } from './sqlite-error.ts';
import type { StartedWorker } from './start-worker.ts';
import type { Supervisor } from './supervisor.ts';
import { dispatchLeaseMs, slowStartMs } from './timings.ts';

export interface DispatcherOptions {
  readonly store: JobStore;
  readonly queue: JobQueue;
  readonly supervisor: Supervisor;
  readonly home: HomeFolder;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  readonly limit: number;
  readonly bundleFolder: string | null;
  /** The API key that this process may hand to that job's worker. */
  readonly keyFor: (job: Job) => string | undefined;
}

const waitingForKey = 'waiting for a starter that has the API key this job needs';

/** Starts what may start. Whoever touches the jobs does it: there is no daemon that could be missing. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #closed = new AbortController();
  /** Workers that were started for jobs which nobody can claim yet. */
  readonly #ahead = new Map<string, Promise<StartedWorker | null>>();
  #draining: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /**
   * Frees the places of dead workers, then starts queued jobs up to the limit. Calls during a run share the next one, so
   * that each sees what was queued before it. Does nothing while another process keeps the store locked: whoever looks
   * next tries again.
   */
  drain(): Promise<void> {
    if (this.#draining === null) return this.#run();
    this.#next ??= this.#draining.then(
      () => this.#run(),
      () => this.#run(),
    );
    return this.#next;
  }

  /** Whether the machine, with so many workers at it, has a place for one that is started ahead. */
  hasPlace(running: number): boolean {
    return running + this.#ahead.size < this.#options.limit;
  }

  /** Starts the worker of a job that is not recorded yet. It waits until the job is dispatched here, or dismissed. */
  startAhead(id: string, start: JobStart, folder: string): void {
    const worker = this.#spawn(id, start, folder).catch((error: unknown) => {
      // It is tried again for the recorded job, which then ends with the reason.
      if (!isCodedError(error)) throw error;
      return null;
    });
    // Whoever takes or dismisses it sees the error.
    worker.catch(() => undefined);
    this.#ahead.set(id, worker);
  }

  /** Ends the worker that was started ahead for this job, where it did not get the job. */
  async dismiss(id: string): Promise<void> {
    const worker = this.#ahead.get(id);
    this.#ahead.delete(id);
    await (await worker)?.dismiss();
  }

  /** Stops looking after what was started. */
  close(): void {
    this.#closed.abort();
  }

  #run(): Promise<void> {
    this.#next = null;
    this.#draining = this.#drain()
      .catch((error: unknown) => {
        if (!isLocked(error)) throw error;
      })
      .finally(() => {
        this.#draining = null;
      });
    return this.#draining;
  }

  /**
   * A machine under load takes long to start a worker, and longer if others are started meanwhile: nobody does as long
   * as this one lives.
   */
  async #watchStart({ job, token }: Dispatch, lives: () => boolean): Promise<void> {
    const { queue, clock } = this.#options;
    const { signal } = this.#closed;
    const giveUpAt = clock.monotonic() + slowStartMs;
    do await sleep(dispatchLeaseMs / 2, undefined, { ref: false, signal });
    while (lives() && clock.monotonic() < giveUpAt && (await queue.prolong(job.id, token)));
  }

  async #drain(): Promise<void> {
    const { store, queue, supervisor, limit } = this.#options;
    await supervisor.settleAll();
    const refused = new Set<string>();
    const canStart = (job: Job) => {
      if (!job.needsKey || this.#options.keyFor(job) !== undefined) return true;
      refused.add(job.id);
      return false;
    };
    for (;;) {
      const dispatch = await queue.dispatch({ limit, canStart });
      if (dispatch === null) break;
      await this.#start(dispatch);
    }
    for (const id of refused) await store.explainWaiting(id, waitingForKey);
  }

  async #start({ job, token }: Dispatch): Promise<void> {
    const { queue, home, clock, keyFor } = this.#options;
    let begun = false;
    let worker: StartedWorker | null = null;
    try {
      worker = (await this.#takeAhead(job.id)) ?? (await this.#spawn(job.id, job.start, home.job(job.id)));
      // Before it may begin, so that whoever cancels the job finds every process there is of it.
      if (!(await queue.started(job.id, token, worker.identity))) return;
      begun = true;
      worker.begin(job.needsKey ? keyFor(job) : undefined);
      this.#watchStart({ job, token }, worker.lives).catch((error: unknown) => {
        // A store that is closed, locked, full or gone: without the watch somebody else may start another worker, no more.
        if (!this.#closed.signal.aborted && !isLocked(error) && !isCodedError(error)) throw error;
      });
    } catch (error) {
      // Of a locked store the job is not to blame: whoever looks next starts it.
      if (!isCodedError(error) || isLocked(error)) throw error;
      await queue.finish(job.id, token, {
        state: 'failed',
        summary: error.message,
        error: toErrorReport(error),
        hasResult: false,
        endedAt: clock.now(),
      });
    } finally {
      if (!begun) await worker?.dismiss();
    }
  }

  async #takeAhead(id: string): Promise<StartedWorker | null> {
    const worker = await this.#ahead.get(id);
    this.#ahead.delete(id);
    return worker?.lives() === true ? worker : null;
  }

  async #spawn(id: string, start: JobStart, folder: string): Promise<StartedWorker> {
    const { home, env, bundleFolder } = this.#options;
    const { startWorker } = await import('./start-worker.ts');
    return startWorker({ id, start, folder, home: home.path, env, bundleFolder });
  }
}
