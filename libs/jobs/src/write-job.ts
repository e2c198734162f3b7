import type { Connection } from './connection.ts';
import { appendEvent } from './events.ts';
import type { JobEnd, NewJob } from './job-queue.ts';

/** Adds a queued job, inside the caller's transaction. False when the id is there already. */
export function insertJob(connection: Connection, job: NewJob): boolean {
  return (
    connection.run(
      `INSERT INTO jobs (id, kind, state, workspace, session, created_at, queued_at, attempts, limit_ms,
         model, effort, tier, profile, needs_key, start)
       VALUES (:id, :kind, 'queued', :workspace, :session, :createdAt, :createdAt, 0, :limitMs,
         :model, :effort, :tier, :profile, :needsKey, :start) ON CONFLICT DO NOTHING`,
      { ...job, needsKey: job.needsKey ? 1 : 0, start: JSON.stringify(job.start) },
    ) === 1
  );
}

/** Writes an end, inside the caller's transaction; the caller knows that it may. */
export function endJob(connection: Connection, id: string, end: JobEnd): void {
  connection.run(
    `UPDATE jobs SET state = :state, ended_at = :endedAt, summary = :summary, error = :error,
       has_result = :hasResult, dispatch_token = NULL, dispatched_at = NULL
     WHERE id = :id`,
    {
      id,
      state: end.state,
      endedAt: end.endedAt,
      summary: end.summary,
      error: end.error === null ? null : JSON.stringify(end.error),
      hasResult: end.hasResult ? 1 : 0,
    },
  );
  const reason = end.error === null ? '' : `: ${end.error.code}, ${end.error.message}`;
  appendEvent(connection, id, end.endedAt, 'state', `${end.state}${reason}`);
}
