import { setTimeout as sleep } from 'node:timers/promises';
import { isCodedError, toErrorReport } from '@codex-pro/runtime';
import type { Clock } from './clock.ts';
import type { HomeFolder } from './home-folder.ts';
import type { Job } from './job.ts';
import type { Dispatch, JobQueue } from './job-queue.ts';
import type { JobStore } from './job-store.ts';
import { isLocked } from './sqlite-error.ts';
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
  #draining: Promise<void> | null = null;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /**
   * Frees the places of dead workers, then starts queued jobs up to the limit. Concurrent calls share one run. Does
   * nothing while another process keeps the store locked: whoever looks next tries again.
   */
  drain(): Promise<void> {
    this.#draining ??= this.#drain()
      .catch((error: unknown) => {
        if (!isLocked(error)) throw error;
      })
      .finally(() => {
        this.#draining = null;
      });
    return this.#draining;
  }

  /** Stops looking after what was started. */
  close(): void {
    this.#closed.abort();
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
    const { queue, home, clock, env, bundleFolder, keyFor } = this.#options;
    try {
      const { startWorker } = await import('./start-worker.ts');
      const worker = await startWorker({
        job,
        folder: home.job(job.id),
        home: home.path,
        env,
        bundleFolder,
        apiKey: job.needsKey ? keyFor(job) : undefined,
      });
      this.#watchStart({ job, token }, worker.lives).catch((error: unknown) => {
        // A store that is closed, locked, full or gone: without the watch somebody else may start another worker, no more.
        if (!this.#closed.signal.aborted && !isLocked(error) && !isCodedError(error)) throw error;
      });
    } catch (error) {
      if (!isCodedError(error)) throw error;
      await queue.finish(job.id, token, {
        state: 'failed',
        summary: error.message,
        error: toErrorReport(error),
        hasResult: false,
        endedAt: clock.now(),
      });
    }
  }
}
