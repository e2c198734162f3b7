import { type Connection, openDamaged } from './connection.ts';
import { isSqliteError } from './sqlite-error.ts';

const columns = [
  'id',
  'job_id',
  'kind',
  'workspace',
  'call_id',
  'purpose',
  'attempt',
  'backend',
  'model',
  'effort',
  'tier',
  'started_at',
  'first_event_at',
  'ended_at',
  'http_status',
  'request_id',
  'error_code',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'cost_usd',
];

const read = `SELECT ${columns.join(', ')} FROM calls NOT INDEXED`;
const write = `INSERT INTO calls (${columns.join(', ')}) VALUES (${columns.map((name) => `:${name}`).join(', ')})
  ON CONFLICT DO NOTHING`;

/** Copies the calls that a damaged database can still tell of into a new one: what was spent is in no job folder. */
export function saveLedger(damaged: string, into: Connection): void {
  let from: Connection | undefined;
  into.exec('BEGIN IMMEDIATE');
  try {
    from = openDamaged(damaged);
    for (const call of from.iterate(read)) into.run(write, call);
  } catch (error) {
    // No such table, or no database at all, is damage too. What came before it is saved.
    if (!isSqliteError(error)) throw error;
  } finally {
    into.exec('COMMIT');
    from?.close();
  }
}
