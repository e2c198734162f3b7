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

/** Who holds a running job. `owner` names one attempt: only who knows it may end that attempt. */
export interface Holder {
  readonly owner: string;
  readonly identity: ProcessIdentity;
  readonly heartbeatAt: number;
  readonly heartbeatMonotonic: number;
  /** When it claimed the job, by the monotonic clock; null where that is not known any more. */
  readonly startedMonotonic: number | null;
}

/** A row of the store: the job as everybody sees it, and what only this library needs. */
export interface JobRow {
  readonly job: Job;
  readonly holder: Holder | null;
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
      pid: read.optionalNumber('pid'),
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

/** The columns of a holder. */
export function holderValues(holder: Omit<Holder, 'startedMonotonic'>): Values {
  return {
    owner: holder.owner,
    pid: holder.identity.pid,
    process_started: holder.identity.started,
    boot: holder.identity.boot,
    namespace: holder.identity.namespace,
    heartbeat_at: holder.heartbeatAt,
    heartbeat_monotonic: holder.heartbeatMonotonic,
  };
}

function holderOf(read: Columns): Holder | null {
  const owner = read.optionalText('owner');
  const pid = read.optionalNumber('pid');
  const boot = read.optionalText('boot');
  const namespace = read.optionalText('namespace');
  if (owner === null || pid === null || boot === null || namespace === null) return null;
  return {
    owner,
    identity: { pid, started: read.optionalText('process_started'), boot, namespace },
    heartbeatAt: read.optionalNumber('heartbeat_at') ?? 0,
    heartbeatMonotonic: read.optionalNumber('heartbeat_monotonic') ?? 0,
    startedMonotonic: read.optionalNumber('started_monotonic'),
  };
}

function stateOf(text: string): JobState {
  const state = jobStates.find((known) => known === text);
  if (state === undefined) throw new TypeError(`The store holds a job in the state ${text}.`);
  return state;
}
