import type { CallRecord } from '@codex-pro/runtime';
import * as z from 'zod';
import type { Connection } from './connection.ts';

export interface UsageQuery {
  /** Calls that began at or after, epoch milliseconds. */
  readonly since: number;
  /** Of one job only. */
  readonly jobId?: string | undefined;
  /** One row for each; none: the total alone. Days are those of the local calendar. */
  readonly by?: 'day' | 'kind' | 'model' | 'tier' | 'workspace' | undefined;
}

export interface UsageSum {
  /** Calls that were asked for; one may have taken several attempts. */
  readonly requests: number;
  readonly attempts: number;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  /** Sum of the calls whose price is known; null where none is. */
  readonly cost_usd: number | null;
  /** Attempts that succeeded or used tokens, without a known price: `cost_usd` lacks them. */
  readonly unpriced: number;
}

export interface UsageReport {
  readonly total: UsageSum;
  /** `key` is null for calls without such a value (no tier). */
  readonly rows: readonly (UsageSum & { readonly key: string | null })[];
}

const groups = {
  day: `date(started_at / 1000, 'unixepoch', 'localtime')`,
  kind: 'kind',
  model: 'model',
  tier: 'tier',
  workspace: 'workspace',
} as const;

const sums = `count(DISTINCT call_id) AS requests, count(*) AS attempts,
  coalesce(sum(input_tokens), 0) AS input_tokens, coalesce(sum(cached_input_tokens), 0) AS cached_input_tokens,
  coalesce(sum(output_tokens), 0) AS output_tokens, coalesce(sum(reasoning_tokens), 0) AS reasoning_tokens,
  sum(cost_usd) AS cost_usd,
  coalesce(sum(cost_usd IS NULL AND (error_code IS NULL OR input_tokens IS NOT NULL)), 0) AS unpriced`;

const sumShape = {
  requests: z.number(),
  attempts: z.number(),
  input_tokens: z.number(),
  cached_input_tokens: z.number(),
  output_tokens: z.number(),
  reasoning_tokens: z.number(),
  cost_usd: z.number().nullable(),
  unpriced: z.number(),
};
const sumSchema = z.object(sumShape);
const groupSchema = z.object({ key: z.string().nullable(), ...sumShape });

export function readUsage(connection: Connection, { since, jobId, by }: UsageQuery): UsageReport {
  const where = `started_at >= :since AND (:job IS NULL OR job_id = :job)`;
  const values = { since, job: jobId ?? null };
  const total = sumSchema.parse(connection.get(`SELECT ${sums} FROM calls WHERE ${where}`, values));
  if (by === undefined) return { total, rows: [] };
  const rows = connection.all(
    `SELECT ${groups[by]} AS key, ${sums} FROM calls WHERE ${where} GROUP BY 1 ORDER BY 1`,
    values,
  );
  return { total, rows: rows.map((row) => groupSchema.parse(row)) };
}

/** Writes an attempt once, whoever repeats it. Kind and workspace are copied: the ledger outlives the job. */
export function insertCall(connection: Connection, jobId: string, call: CallRecord): void {
  connection.run(
    `INSERT INTO calls (id, job_id, kind, workspace, call_id, purpose, attempt, backend, model, effort, tier,
       started_at, first_event_at, ended_at, http_status, request_id, error_code,
       input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, cost_usd)
     SELECT ?1, ?2, kind, workspace, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20
     FROM jobs WHERE jobs.id = ?2
     ON CONFLICT DO NOTHING`,
    [
      call.id,
      jobId,
      call.callId,
      call.purpose,
      call.attempt,
      call.backend,
      call.model,
      call.effort,
      call.tier,
      call.startedAt,
      call.firstEventAt,
      call.endedAt,
      call.httpStatus,
      call.requestId,
      call.errorCode,
      call.inputTokens,
      call.cachedInputTokens,
      call.outputTokens,
      call.reasoningTokens,
      call.costUsd,
    ],
  );
}
