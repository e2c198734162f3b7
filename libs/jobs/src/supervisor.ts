import type { Clock } from './clock.ts';
import type { HomeFolder } from './home-folder.ts';
import type { EndState, Job, JobError } from './job.ts';
import type { JobEnd, JobQueue } from './job-queue.ts';
import { type Holder, heartbeatAge, type JobRow } from './job-row.ts';
import type { JobStore } from './job-store.ts';
import { tidyForRetry } from './job-tidying.ts';
import { signalGroup } from './process-group.ts';
import { liveness, type ProcessIdentity, type Viewpoint } from './process-identity.ts';
import { readResultFile } from './result-file.ts';
import { leaseMs, overdueGraceMs } from './timings.ts';

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

  /**
   * Ends a job whose worker is dead: with its complete result where there is one, else `lost`; one that can go on from
   * its records is queued again, the first time. A worker that is there
   * but has been silent since its deadline is killed: it cannot keep its own time.
   */
  async settle({ job, holder }: JobRow): Promise<void> {
    if (job.state !== 'running' || holder === null) return;
    const overdue = this.#isOverdue(job, holder);
    if (!overdue && !this.isDead(holder)) return;
    if (this.canReach(holder.identity)) signalGroup(holder.identity, 'SIGKILL');
    const { queue, home } = this.#options;
    const end = this.#endOf(job, holder, overdue);
    // Once: a job that kills its worker again is for a person to look at. One whose claim is known from its folder alone
    // (a rebuilt list) may have failed, or been cancelled, long ago.
    const known = holder.startedMonotonic !== null;
    const goesOn = end.state === 'lost' && job.start.resumes === true && job.attempts === 1 && known;
    if (goesOn) await queue.resume(job.id, holder.owner, () => tidyForRetry(home.job(job.id), job.attempts));
    else await queue.finish(job.id, holder.owner, end);
  }

  /** Decided by the process itself where it can be looked at, else by the age of its last heartbeat. */
  isDead(holder: Holder): boolean {
    const { clock, viewpoint } = this.#options;
    const state = liveness(holder.identity, viewpoint);
    if (state !== 'unknown') return state === 'dead';
    return heartbeatAge(holder, clock, viewpoint) > leaseMs;
  }

  /** Whether a process can be looked at and signalled from here. */
  canReach({ boot, namespace }: ProcessIdentity): boolean {
    const { viewpoint } = this.#options;
    return boot === viewpoint.boot && namespace === viewpoint.namespace;
  }

  #isOverdue({ limitMs, stalled }: Job, holder: Holder): boolean {
    if (!stalled || holder.startedMonotonic === null || !this.canReach(holder.identity)) return false;
    return this.#options.clock.monotonic() - holder.startedMonotonic > limitMs + overdueGraceMs;
  }

  #endOf(job: Job, holder: Holder, overdue: boolean): JobEnd {
    const found = readResultFile(this.#options.home.job(job.id), job.id);
    if (found !== null && found.attempts === job.attempts) {
      const { state, summary, error, endedAt } = found;
      return { state, summary, error, endedAt, hasResult: true };
    }
    const [state, error] = reasonOf(job, holder, overdue);
    return { state, summary: error.message, error, endedAt: this.#options.clock.now(), hasResult: false };
  }
}

function reasonOf(job: Job, holder: Holder, overdue: boolean): [EndState, JobError] {
  const last = `its last sign of life was at ${new Date(holder.heartbeatAt).toISOString()}`;
  const hint = `Use retry_job ${job.id} to run it again; its worker.log may say more.`;
  if (job.cancelRequestedAt !== null) {
    const message = 'The job was cancelled; its worker was stopped before it could write a result.';
    return ['cancelled', { code: 'cancelled', message }];
  }
  if (overdue) {
    const message = `The worker of job ${job.id} did not answer beyond its time limit of ${job.limitMs} ms (clock: job) and was killed; ${last}.`;
    return ['timed_out', { code: 'timed_out', message, hint }];
  }
  const message = `The worker of job ${job.id} (pid ${holder.identity.pid}) is gone and left no result; ${last}. What it had started was stopped.`;
  return ['lost', { code: 'worker_lost', message, hint }];
}
