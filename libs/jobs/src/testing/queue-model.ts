import { type EndState, isEndState, type JobState } from '../job.ts';
import { dispatchLeaseMs } from '../timings.ts';

interface ModelJob {
  state: JobState;
  attempts: number;
  queuedAt: number;
  /** Who may end the present attempt: the tags of a claim or a dispatch. */
  owner: number | null;
  dispatch: { readonly tag: number; readonly at: number } | null;
  cancelRequested: boolean;
}

/** The rules of DESIGN's state machine in the plainest words, to compare a queue with. Tags stand for tokens. */
export class QueueModel {
  readonly jobs = new Map<string, ModelJob>();
  now = 0;

  enqueue(id: string): boolean {
    if (this.jobs.has(id)) return false;
    this.jobs.set(id, {
      state: 'queued',
      attempts: 0,
      queuedAt: this.now,
      owner: null,
      dispatch: null,
      cancelRequested: false,
    });
    return true;
  }

  dispatch(limit: number, tag: number): string | null {
    const all = [...this.jobs];
    const starting = (job: ModelJob) =>
      job.dispatch !== null && this.now < job.dispatch.at + dispatchLeaseMs && job.state === 'queued';
    const busy = all.filter(([, job]) => job.state === 'running' || starting(job)).length;
    const [next] = all
      .filter(([, job]) => job.state === 'queued' && !starting(job))
      .sort(([a, one], [b, other]) => one.queuedAt - other.queuedAt || (a < b ? -1 : 1));
    if (busy >= limit || next === undefined) return null;
    next[1].dispatch = { tag, at: this.now };
    return next[0];
  }

  started(id: string, tag: number): boolean {
    const job = this.jobs.get(id);
    return job?.state === 'queued' && job.dispatch?.tag === tag;
  }

  prolong(id: string, tag: number): boolean {
    const job = this.jobs.get(id);
    if (job?.state !== 'queued' || job.dispatch?.tag !== tag) return false;
    job.dispatch = { tag, at: this.now };
    return true;
  }

  claim(id: string, tag: number): boolean {
    const job = this.jobs.get(id);
    if (job?.state !== 'queued') return false;
    Object.assign(job, { state: 'running', attempts: job.attempts + 1, owner: tag, dispatch: null });
    return true;
  }

  extend(id: string, tag: number): { held: boolean; cancelRequested: boolean } {
    const job = this.jobs.get(id);
    const held = job?.state === 'running' && job.owner === tag;
    return { held, cancelRequested: held && job.cancelRequested };
  }

  finish(id: string, tag: number, state: EndState): boolean {
    const job = this.jobs.get(id);
    if (job === undefined) return false;
    const owns = job.state === 'running' && job.owner === tag;
    const started = job.state === 'queued' && job.dispatch?.tag === tag;
    if (!owns && !started) return false;
    Object.assign(job, { state, dispatch: null });
    return true;
  }

  requeue(id: string): boolean {
    const job = this.jobs.get(id);
    if (job === undefined || !isEndState(job.state) || job.state === 'succeeded') return false;
    Object.assign(job, { state: 'queued', queuedAt: this.now, owner: null, cancelRequested: false });
    return true;
  }

  requestCancel(id: string): JobState | null {
    const job = this.jobs.get(id);
    if (job === undefined) return null;
    if (job.state === 'queued') Object.assign(job, { state: 'cancelled', dispatch: null });
    else if (job.state === 'running') job.cancelRequested = true;
    return job.state;
  }
}
