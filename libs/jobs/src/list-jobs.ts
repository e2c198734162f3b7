import { InputError } from '@codex-pro/runtime';
import * as z from 'zod';
import type { Connection, Row } from './connection.ts';
import type { JobFilter } from './job-store.ts';

const defaultLimit = 20;
const mostJobs = 500;

const cursorSchema = z.tuple([z.number(), z.string()]);

/** One page, newest first. Throws InputError for a cursor that is none of ours. */
export function listJobs(
  connection: Connection,
  filter: JobFilter,
): { readonly rows: readonly Row[]; readonly nextCursor: string | null } {
  const limit = Math.min(Math.max(1, Math.floor(filter.limit ?? defaultLimit)), mostJobs);
  const conditions: string[] = [];
  const values: Record<string, string | number> = { limit: limit + 1 };
  for (const column of ['workspace', 'kind', 'state', 'session'] as const) {
    const value = filter[column];
    if (value === undefined) continue;
    conditions.push(`${column} = :${column}`);
    values[column] = value;
  }
  if (filter.since !== undefined) {
    conditions.push('created_at >= :since');
    values['since'] = filter.since;
  }
  if (filter.cursor !== undefined) {
    const [createdAt, id] = parseCursor(filter.cursor);
    conditions.push('(created_at, id) < (:beforeTime, :beforeId)');
    values['beforeTime'] = createdAt;
    values['beforeId'] = id;
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const found = connection.all(
    `SELECT * FROM jobs ${where} ORDER BY created_at DESC, id DESC LIMIT :limit`,
    values,
  );
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, nextCursor: found.length > limit && last !== undefined ? cursorAfter(last) : null };
}

function cursorAfter(row: Row): string {
  return Buffer.from(JSON.stringify([row['created_at'], row['id']])).toString('base64url');
}

function parseCursor(cursor: string): [number, string] {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (error) {
    throw new InputError('input_invalid', 'The cursor is not one that a list of jobs gave.', {
      hint: 'Leave it out to begin at the newest job.',
      cause: error,
    });
  }
}
