import { cleanText } from '@codex-pro/runtime';
import * as z from 'zod';
import type { Connection } from './connection.ts';
import type { JobEvent } from './job.ts';

/** A job keeps this many events; beyond it the oldest go, so that a chatty job stays small. */
const mostEvents = 1_000;

const eventSchema = z.object({ seq: z.number(), at: z.number(), type: z.string(), message: z.string() });

/** Adds to a job's history, inside the caller's transaction. */
export function appendEvent(
  connection: Connection,
  id: string,
  at: number,
  type: string,
  message: string,
): void {
  const last = connection.get('SELECT max(seq) AS seq FROM events WHERE job_id = :id', { id });
  const seq = Number(last?.['seq'] ?? 0) + 1;
  connection.run(
    'INSERT INTO events (job_id, seq, at, type, message) VALUES (:id, :seq, :at, :type, :message)',
    {
      id,
      seq,
      at,
      type: cleanText(type, 40),
      message: cleanText(message),
    },
  );
  if (seq > mostEvents) {
    connection.run('DELETE FROM events WHERE job_id = :id AND seq <= :old', { id, old: seq - mostEvents });
  }
}

/** The last `limit` events of a job, oldest first. */
export function readEvents(connection: Connection, id: string, limit: number): readonly JobEvent[] {
  return connection
    .all('SELECT seq, at, type, message FROM events WHERE job_id = :id ORDER BY seq DESC LIMIT :limit', {
      id,
      limit,
    })
    .map((row) => eventSchema.parse(row))
    .reverse();
}
