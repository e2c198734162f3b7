import * as z from 'zod';
import type { Clock } from './clock.ts';
import { type Columns, columnsOf } from './columns.ts';
import type { Row, Values } from './connection.ts';
import { type Job, type JobState, jobStates } from './job.ts';
import type { ProcessIdentity, Viewpoint } from './process-identity.ts';
import { stalledAfterMs } from './timings.ts';

export const jobErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  retry_at: z.string().exactOptional(),
  hint: z.string().exactOptional(),
});
export const jobStartSchema = z.object({
  kind: z.string(),
  bundle: z.string(),
  version: z.string(),
  node: z.string(),
  resumes: z.literal(true).exactOptional(),
});

/** Epoch milliseconds as the store and a Date take them (ECMA-262, 21.4.1.1). */
export const timeSchema = z.int().min(0).max(8.64e15);

/** Who holds a running job. `owner` names one attempt: only who knows it may end that attempt. */
export interface Holder {
  readonly owner: string;
  readonly identity: ProcessIdentity;
  readonly heartbeatAt: number;
  readonly heartbeatMonotonic: number;
  /** When it claimed the job, by the monotonic clock; null where that is not known any more. */
  readonly startedMonotonic: number | null;
}

/** A worker that was started for a job, or is being started, and has not claimed it. */
export interface Starting {
  /** Epoch milliseconds. */
  readonly dispatchedAt: number;
  /** null until whoever starts it has said which process it is. */
  readonly identity: ProcessIdentity | null;
}

/** A row of the store: the job as everybody sees it, and what only this library needs. */
export interface JobRow {
  readonly job: Job;
  readonly holder: Holder | null;
  readonly starting: Starting | null;
  readonly hasResult: boolean;
}

/** Reads a row of `jobs` as it looks at this moment from here. */
export function readJobRow(row: Row, clock: Clock, from: Viewpoint): JobRow {
  const read = columnsOf(row);
  const holder = holderOf(read);
  const state = stateOf(read.text('state'));
  const error = read.optionalText('error');
  const done = read.optionalNumber('progress_done');
  return {
    hasResult: read.number('has_result') === 1,
    holder,
    starting: startingOf(read),
    job: {
      id: read.text('id'),
      kind: read.text('kind'),
      state,
      workspace: read.text('workspace'),
      session: read.optionalText('session'),
      createdAt: read.number('created_at'),
      startedAt: read.optionalNumber('started_at'),
      endedAt: read.optionalNumber('ended_at'),
      attempts: read.number('attempts'),
      limitMs: read.number('limit_ms'),
      model: read.optionalText('model'),
      effort: read.optionalText('effort'),
      tier: read.optionalText('tier'),
      profile: read.optionalText('profile'),
      phase: read.optionalText('phase'),
      progress: done === null ? null : { done, total: read.optionalNumber('progress_total') },
      summary: read.optionalText('summary'),
      error: error === null ? null : jobErrorSchema.parse(JSON.parse(error)),
      cancelRequestedAt: read.optionalNumber('cancel_requested_at'),
      needsKey: read.number('needs_key') === 1,
      pid: holder === null ? null : holder.identity.pid,
      heartbeatAt: read.optionalNumber('heartbeat_at'),
      stalled: state === 'running' && holder !== null && heartbeatAge(holder, clock, from) > stalledAfterMs,
      start: jobStartSchema.parse(JSON.parse(read.text('start'))),
    },
  };
}

/**
 * Milliseconds since the last heartbeat. Within one boot by the monotonic clock, which no sleep or clock change moves;
 * a heartbeat ahead of that clock is from before a restart. Elsewhere by the wall clock, as well as it knows.
 */
export function heartbeatAge(holder: Holder, clock: Clock, from: Viewpoint): number {
  if (holder.identity.boot !== from.boot) return Math.max(0, clock.now() - holder.heartbeatAt);
  const age = clock.monotonic() - holder.heartbeatMonotonic;
  return age < 0 ? Number.POSITIVE_INFINITY : age;
}

/** The columns of a process. */
export function identityValues({ pid, started, boot, namespace }: ProcessIdentity): Values {
  return { pid, process_started: started, boot, namespace };
}

/** The columns of a holder. */
export function holderValues(holder: Omit<Holder, 'startedMonotonic'>): Values {
  return {
    owner: holder.owner,
    ...identityValues(holder.identity),
    heartbeat_at: holder.heartbeatAt,
    heartbeat_monotonic: holder.heartbeatMonotonic,
  };
}

function holderOf(read: Columns): Holder | null {
  const owner = read.optionalText('owner');
  const identity = identityIn(read);
  if (owner === null || identity === null) return null;
  return {
    owner,
    identity,
    heartbeatAt: read.optionalNumber('heartbeat_at') ?? 0,
    heartbeatMonotonic: read.optionalNumber('heartbeat_monotonic') ?? 0,
    startedMonotonic: read.optionalNumber('started_monotonic'),
  };
}

function startingOf(read: Columns): Starting | null {
  const dispatchedAt = read.optionalNumber('dispatched_at');
  return dispatchedAt === null ? null : { dispatchedAt, identity: identityIn(read) };
}

function identityIn(read: Columns): ProcessIdentity | null {
  const pid = read.optionalNumber('pid');
  const boot = read.optionalText('boot');
  const namespace = read.optionalText('namespace');
  if (pid === null || boot === null || namespace === null) return null;
  return { pid, started: read.optionalText('process_started'), boot, namespace };
}

function stateOf(text: string): JobState {
  const state = jobStates.find((known) => known === text);
  if (state === undefined) throw new TypeError(`The store holds a job in the state ${text}.`);
  return state;
}
