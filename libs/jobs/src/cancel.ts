import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { HomeFolder } from './home-folder.ts';
import { isEndState, type Job } from './job.ts';
import type { JobQueue } from './job-queue.ts';
import type { Holder } from './job-row.ts';
import type { JobStore } from './job-store.ts';
import { markCancelled } from './job-tidying.ts';
import { groupIsGone, signalGroup } from './process-group.ts';
import type { Supervisor } from './supervisor.ts';
import { dispatchLeaseMs } from './timings.ts';

export interface CancelParts {
  readonly store: JobStore;
  readonly queue: JobQueue;
  readonly supervisor: Supervisor;
  readonly dispatcher: Dispatcher;
  readonly home: HomeFolder;
  readonly clock: Clock;
}

/**
 * Asks a job to stop, then signals its process group, then kills it; each step is given `graceMs`. Resolves once the
 * job ended and its processes are gone. A worker whose processes we cannot reach is only asked, and the job is
 * returned as it stands. A job that has ended stays as it is.
 */
export async function cancelJob(id: string, graceMs: number, parts: CancelParts): Promise<Job> {
  const { store, queue, supervisor, home } = parts;
  await queue.requestCancel(id, () => markCancelled(home.job(id)));
  const { job, holder } = store.find(id);
  // It was waiting, ended so, and somebody has it run again: that attempt was not asked to stop.
  if (job.state === 'running' && job.cancelRequestedAt === null) return job;
  if (holder === null) {
    await endUnclaimed(id, graceMs, parts);
    return store.find(id).job;
  }
  const reachable = supervisor.canReach(holder.identity);
  for (const step of ['ask', 'SIGTERM', 'SIGKILL'] as const) {
    if (step !== 'ask') {
      if (!reachable) break;
      signalGroup(holder.identity, step);
    }
    if (await endsWithin(id, holder, graceMs, parts)) break;
  }
  return store.find(id).job;
}

/**
 * A worker that was started for a job and comes too late to claim it has nothing to do any more: kills it. One that is
 * just being started is waited for, as long as a dispatch lasts.
 */
async function endUnclaimed(
  id: string,
  graceMs: number,
  { store, supervisor, clock }: CancelParts,
): Promise<void> {
  const until = performance.now() + graceMs;
  do {
    const { job, starting } = store.find(id);
    if (starting === null || !isEndState(job.state)) return; // Never started, or queued again meanwhile.
    const { identity, dispatchedAt } = starting;
    if (identity === null) {
      if (clock.now() - dispatchedAt > dispatchLeaseMs) return;
    } else {
      if (!supervisor.canReach(identity) || groupIsGone(identity)) return;
      signalGroup(identity, 'SIGKILL');
    }
    await sleep(10);
  } while (performance.now() < until);
}

async function endsWithin(
  id: string,
  holder: Holder,
  ms: number,
  { store, supervisor, dispatcher }: CancelParts,
): Promise<boolean> {
  const until = performance.now() + ms;
  for (;;) {
    await dispatcher.drain();
    const now = store.find(id);
    if (now.holder?.owner !== holder.owner) return true; // Another attempt: this one has ended.
    const gone = !supervisor.canReach(holder.identity) || groupIsGone(holder.identity);
    if (isEndState(now.job.state) && gone) return true;
    if (performance.now() > until) return false;
    await sleep(25);
  }
}
