import type { Clock } from './clock.ts';
import type { HomeFolder } from './home-folder.ts';
import type { JobEnd, JobQueue } from './job-queue.ts';
import { type Holder, heartbeatAge, type JobRow } from './job-row.ts';
import type { JobStore } from './job-store.ts';
import { signalGroup } from './process-group.ts';
import { liveness, type Viewpoint } from './process-identity.ts';
import { readResultFile } from './result-file.ts';
import { leaseMs } from './timings.ts';

export interface SupervisorOptions {
  readonly store: JobStore;
  readonly queue: JobQueue;
  readonly home: HomeFolder;
  readonly clock: Clock;
  readonly viewpoint: Viewpoint;
}

/** Notices dead workers for every reader, and gives their jobs the end that they could not write themselves. */
export class Supervisor {
  readonly #options: SupervisorOptions;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Looks at every running job of the machine. */
  async settleAll(): Promise<void> {
    for (const row of this.#options.store.running()) await this.settle(row);
  }

  /** Ends a job whose worker is dead: with its complete result where there is one, else `lost`. */
  async settle({ job, holder }: JobRow): Promise<void> {
    if (job.state !== 'running' || holder === null || !this.isDead(holder)) return;
    const { queue, home } = this.#options;
    if (this.canReach(holder)) signalGroup(holder.identity, 'SIGKILL');
    await queue.finish(
      job.id,
      holder.owner,
      this.#endOf(job.id, job.attempts, job.cancelRequestedAt, holder, home),
    );
  }

  /** Decided by the process itself where it can be looked at, else by the age of its last heartbeat. */
  isDead(holder: Holder): boolean {
    const { clock, viewpoint } = this.#options;
    const state = liveness(holder.identity, viewpoint);
    if (state !== 'unknown') return state === 'dead';
    return heartbeatAge(holder, clock, viewpoint) > leaseMs;
  }

  /** Whether its processes can be looked at and signalled from here. */
  canReach({ identity }: Holder): boolean {
    const { boot, namespace } = this.#options.viewpoint;
    return identity.boot === boot && identity.namespace === namespace;
  }

  #endOf(
    id: string,
    attempts: number,
    cancelRequestedAt: number | null,
    holder: Holder,
    home: HomeFolder,
  ): JobEnd {
    const found = readResultFile(home.job(id), id);
    if (found !== null && found.attempts === attempts) {
      const { state, summary, error, endedAt } = found;
      return { state, summary, error, endedAt, hasResult: true };
    }
    const endedAt = this.#options.clock.now();
    const last = new Date(holder.heartbeatAt).toISOString();
    if (cancelRequestedAt !== null) {
      const message = 'The job was cancelled; its worker was stopped before it could write a result.';
      return {
        state: 'cancelled',
        summary: message,
        error: { code: 'cancelled', message },
        endedAt,
        hasResult: false,
      };
    }
    const message = `The worker of this job (pid ${holder.identity.pid}) is gone; it last gave a sign of life at ${last}, and left no result.`;
    return {
      state: 'lost',
      summary: message,
      error: {
        code: 'worker_lost',
        message,
        hint: `Use retry_job ${id} to run it again; worker.log may say more.`,
      },
      endedAt,
      hasResult: false,
    };
  }
}
