import type { BreakerRow } from '@codex-pro/runtime';
import { parseBreaker } from './breakers.ts';
import type { Connection } from './connection.ts';
import { type GateRow, parseGate } from './gates.ts';

/** What keeps calls from being sent now, for every process of this home. */
export interface Holds {
  /** Closed quota gates, those whose time is over among them: the next call takes them away. */
  readonly gates: readonly GateRow[];
  /** Breakers that opened and were not closed by a call since. */
  readonly breakers: readonly (BreakerRow & { readonly key: string })[];
}

export function readHolds(connection: Connection): Holds {
  const gates = connection.all('SELECT row FROM gates ORDER BY key').map(({ row }) => parseGate(row));
  const breakers = connection
    .all('SELECT key, row FROM breakers ORDER BY key')
    .map(({ key, row }) => ({ key: String(key), ...parseBreaker(row) }))
    .filter(({ openUntil }) => openUntil !== null);
  return { gates, breakers };
}

/** Opens every gate and closes every breaker, with what they had counted. */
export function dropHolds(connection: Connection): void {
  connection.run('DELETE FROM gates');
  connection.run('DELETE FROM breakers');
}
