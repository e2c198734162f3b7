/** What is known of one closed quota gate, shared by every process. Times are epoch milliseconds. */
export interface GateRow {
  /** Backend origin, account and limit: see `gateKey`. */
  readonly key: string;
  /** The account's part of the key: every gate of one account begins with it. */
  readonly account: string;
  /** The limit the backend named, or `usage`. */
  readonly limit: string;
  /** The one model that the limit binds; null when it binds them all. */
  readonly model: string | null;
  readonly closedAt: number;
  /** When the backend says that the limit resets; null when it did not say. */
  readonly closedUntil: number | null;
  /** When one probe may go to see whether the limit is gone (people buy credits). */
  readonly probeAt: number;
  /** Why it closed, in our words. */
  readonly cause: string;
}

/**
 * Where quota gates live. `update` is one atomic read-modify-write across processes; a change that gives null
 * opens the gate (removes the row).
 */
export interface GateStore {
  /** The closed gates of one account (`GateRow.account`), any limit. */
  list(account: string): readonly GateRow[];
  update(key: string, change: (row: GateRow | null) => GateRow | null): GateRow | null;
}

/** Gates of this process only: for a client without a store, and for tests. */
export function memoryGateStore(): GateStore {
  const rows = new Map<string, GateRow>();
  return {
    list: (account) => [...rows.values()].filter((row) => row.account === account),
    update(key, change) {
      const row = change(rows.get(key) ?? null);
      if (row === null) rows.delete(key);
      else rows.set(key, row);
      return row;
    },
  };
}
