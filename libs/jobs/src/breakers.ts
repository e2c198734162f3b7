import type { BreakerRow, BreakerStore } from '@codex-pro/runtime';
import * as z from 'zod';
import type { Connection } from './connection.ts';
import type { Database } from './database.ts';

const closed: BreakerRow = {
  failures: 0,
  openedAt: null,
  openUntil: null,
  trips: 0,
  probeUntil: null,
  cause: null,
};

const breakerRow = z.object({
  failures: z.number(),
  openedAt: z.number().nullable(),
  openUntil: z.number().nullable(),
  trips: z.number(),
  probeUntil: z.number().nullable(),
  cause: z.string().nullable(),
});

export function parseBreaker(text: unknown): BreakerRow {
  return breakerRow.parse(JSON.parse(String(text)));
}

/** Breakers that every process shares. A key nobody wrote is closed. */
export function sqliteBreakers(database: Database): BreakerStore {
  const read = (connection: Connection, key: string): BreakerRow => {
    const row = connection.get('SELECT row FROM breakers WHERE key = :key', { key });
    return row === undefined ? closed : parseBreaker(row['row']);
  };
  return {
    read: (key) => database.read((connection) => read(connection, key)),
    update: (key, change) =>
      database.writeNow((connection) => {
        const row = change(read(connection, key));
        connection.run(
          'INSERT INTO breakers (key, row) VALUES (:key, :row) ON CONFLICT DO UPDATE SET row = excluded.row',
          { key, row: JSON.stringify(row) },
        );
        return row;
      }),
  };
}
