import * as z from 'zod';
import type { Database } from './database.ts';

/** One closed quota gate. Times are epoch milliseconds. The shape is that of the codex library's port. */
export interface GateRow {
  readonly key: string;
  /** Every gate of one account begins with it. */
  readonly account: string;
  readonly limit: string;
  readonly model: string | null;
  readonly closedAt: number;
  readonly closedUntil: number | null;
  readonly probeAt: number;
  readonly cause: string;
}

/** Quota gates, shared by every process. `update` is atomic; a change that gives null opens the gate. */
export interface GateStore {
  list(account: string): readonly GateRow[];
  update(key: string, change: (row: GateRow | null) => GateRow | null): GateRow | null;
}

const gateRow = z.object({
  key: z.string(),
  account: z.string(),
  limit: z.string(),
  model: z.string().nullable(),
  closedAt: z.number(),
  closedUntil: z.number().nullable(),
  probeAt: z.number(),
  cause: z.string(),
});

export function parseGate(text: unknown): GateRow {
  return gateRow.parse(JSON.parse(String(text)));
}

export function sqliteGates(database: Database): GateStore {
  return {
    list: (account) =>
      database.read((connection) =>
        connection
          .all('SELECT row FROM gates WHERE account = :account', { account })
          .map((row) => parseGate(row['row'])),
      ),
    update: (key, change) =>
      database.writeNow((connection) => {
        const known = connection.get('SELECT row FROM gates WHERE key = :key', { key });
        const row = change(known === undefined ? null : parseGate(known['row']));
        if (row === null) connection.run('DELETE FROM gates WHERE key = :key', { key });
        else {
          connection.run(
            `INSERT INTO gates (key, account, row) VALUES (:key, :account, :row)
             ON CONFLICT DO UPDATE SET account = excluded.account, row = excluded.row`,
            { key, account: row.account, row: JSON.stringify(row) },
          );
        }
        return row;
      }),
  };
}
