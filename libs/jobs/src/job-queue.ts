import type { EndState, Job, JobError, JobStart } from './job.ts';
import type { ProcessIdentity } from './process-identity.ts';

export interface NewJob {
  readonly id: string;
  readonly kind: string;
  readonly workspace: string;
  readonly session: string | null;
  readonly createdAt: number;
  readonly limitMs: number;
  readonly model: string | null;
  readonly effort: string | null;
  readonly tier: string | null;
  readonly profile: string | null;
  readonly needsKey: boolean;
  readonly start: JobStart;
}

export interface DispatchRule {
  /** How many jobs may run at once on this machine, those just being started included. */
  readonly limit: number;
  /** Whether this starter can start that job: it may lack the key that the job needs. */
  readonly canStart: (job: Job) => boolean;
}

/** A job somebody is about to start. `token` lets the starter record that it could not. */
export interface Dispatch {
  readonly job: Job;
  readonly token: string;
}

/** A job somebody runs. `owner` is the right to extend and to end this attempt. */
export interface Claim {
  readonly job: Job;
  readonly owner: string;
}

export interface JobEnd {
  readonly state: EndState;
  readonly summary: string | null;
  readonly error: JobError | null;
  /** Whether a complete `result.json` lies in the job's folder once `publish` has run. */
  readonly hasResult: boolean;
  readonly endedAt: number;
}

/**
 * Who may run what, one at a time. Every change of a state is a compare-and-set: the first end wins, a late one is
 * refused. SQLite is the one adapter now; another must pass the same suite (`describeJobQueue`).
 */
export interface JobQueue {
  /** Adds a job as `queued`. Enqueuing an id again changes nothing and returns false. */
  enqueue(job: NewJob): Promise<boolean>;
  /**
   * The oldest queued job that may be started now, or null. It stays `queued`, and nobody else is given it for a few
   * seconds: a starter or worker that dies before the claim only delays it.
   */
  dispatch(rule: DispatchRule): Promise<Dispatch | null>;
  /**
   * Says which process was started for a job that was dispatched. False when that process is not to run the job any
   * more: the caller ends it. Where the job was cancelled meanwhile it is kept all the same, for whoever cancelled waits
   * until the process is gone.
   */
  started(id: string, token: string, worker: ProcessIdentity): Promise<boolean>;
  /**
   * Keeps others from being given a job that was dispatched, from now on as long as a dispatch lasts: its worker lives
   * and has not got round to the claim. False when it is claimed, ended, or somebody else's by now.
   */
  prolong(id: string, token: string): Promise<boolean>;
  /** Takes a queued job: `running`, attempts one more. null when it is not queued any more. */
  claim(id: string, worker: ProcessIdentity): Promise<Claim | null>;
  /** A heartbeat. `held` is false once the attempt was ended or taken by others: stop at once. */
  extend(id: string, owner: string): Promise<{ readonly held: boolean; readonly cancelRequested: boolean }>;
  /**
   * Ends the attempt that `right` (an owner, or a dispatch token of a job not yet claimed) stands for. `publish` runs
   * once the end is certain and before anybody sees it; if it throws, the job stays as it was. False when refused.
   */
  finish(id: string, right: string, end: JobEnd, publish?: () => void): Promise<boolean>;
  /**
   * Puts an ended job that did not succeed back into the queue; the only way out of an end state. `tidy` runs as
   * `publish` does. False when the job is in no such state.
   */
  requeue(id: string, tidy?: (job: Job) => void): Promise<boolean>;
  /**
   * Ends the attempt that `owner` stands for by putting the job back into the queue, in one step: nobody sees it ended
   * meanwhile. It is the same run that goes on: `startedAt` stays. `tidy` as in `requeue`. False when it is not that
   * owner's any more, or was asked to stop.
   */
  resume(id: string, owner: string, tidy?: (job: Job) => void): Promise<boolean>;
  /**
   * A queued job is cancelled at once (`publish` as in `finish`); a running one is asked to stop. Returns the job as it
   * stands, null for none.
   */
  requestCancel(id: string, publish?: () => void): Promise<Job | null>;
}
