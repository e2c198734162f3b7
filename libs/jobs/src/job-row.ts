import * as z from 'zod';
import type { Clock } from './clock.ts';
import type { Row, Values } from './connection.ts';
import { type Job, jobStates } from './job.ts';
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

const text = z.string().nullable();
const number = z.number().nullable();
const rowSchema = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(jobStates),
  workspace: z.string(),
  session: text,
  created_at: z.number(),
  started_at: number,
  started_monotonic: number,
  ended_at: number,
  attempts: z.number(),
  limit_ms: z.number(),
  model: text,
  effort: text,
  tier: text,
  profile: text,
  phase: text,
  progress_done: number,
  progress_total: number,
  summary: text,
  error: text,
  has_result: z.number(),
  cancel_requested_at: number,
  needs_key: z.number(),
  start: z.string(),
  owner: text,
  pid: number,
  process_started: text,
  boot: text,
  namespace: text,
  heartbeat_at: number,
  heartbeat_monotonic: number,
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
  const r = rowSchema.parse(row);
  const holder = holderOf(r);
  const running = r.state === 'running';
  return {
    hasResult: r.has_result === 1,
    holder,
    job: {
      id: r.id,
      kind: r.kind,
      state: r.state,
      workspace: r.workspace,
      session: r.session,
      createdAt: r.created_at,
      startedAt: r.started_at,
      endedAt: r.ended_at,
      attempts: r.attempts,
      limitMs: r.limit_ms,
      model: r.model,
      effort: r.effort,
      tier: r.tier,
      profile: r.profile,
      phase: r.phase,
      progress: r.progress_done === null ? null : { done: r.progress_done, total: r.progress_total },
      summary: r.summary,
      error: r.error === null ? null : jobErrorSchema.parse(JSON.parse(r.error)),
      cancelRequestedAt: r.cancel_requested_at,
      needsKey: r.needs_key === 1,
      pid: r.pid,
      heartbeatAt: r.heartbeat_at,
      stalled: running && holder !== null && heartbeatAge(holder, clock, from) > stalledAfterMs,
      start: jobStartSchema.parse(JSON.parse(r.start)),
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

function holderOf(r: z.infer<typeof rowSchema>): Holder | null {
  if (r.owner === null || r.pid === null || r.boot === null || r.namespace === null) return null;
  return {
    owner: r.owner,
    identity: { pid: r.pid, started: r.process_started, boot: r.boot, namespace: r.namespace },
    heartbeatAt: r.heartbeat_at ?? 0,
    heartbeatMonotonic: r.heartbeat_monotonic ?? 0,
    startedMonotonic: r.started_monotonic,
  };
}
