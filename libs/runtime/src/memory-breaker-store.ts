import { closedBreaker } from './breaker-state.ts';
import type { BreakerRow, BreakerStore } from './breaker-store.ts';

/** Breakers of one process, for tests and for work that keeps no home folder. */
export function createMemoryBreakerStore(): BreakerStore {
  const rows = new Map<string, BreakerRow>();
  const read = (key: string) => rows.get(key) ?? closedBreaker;
  return {
    read,
    update(key, change) {
      const row = change(read(key));
      rows.set(key, row);
      return row;
    },
  };
}
