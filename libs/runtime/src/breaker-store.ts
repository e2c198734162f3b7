/** What is known of one breaker, shared by every process. Times are epoch milliseconds. */
export interface BreakerRow {
  /** Calls in a row that ended in upstream faults. */
  readonly failures: number;
  /** When it opened; null while closed. */
  readonly openedAt: number | null;
  /** When a probe may go; null while closed. */
  readonly openUntil: number | null;
  /** How often it has opened since it last closed: the back-off doubles with it. */
  readonly trips: number;
  /** Until when one probe holds the half-open place; null when free. */
  readonly probeUntil: number | null;
  /** Why it opened, in our words. */
  readonly cause: string | null;
}

/** Where breakers live. `update` is one atomic read-modify-write across processes. */
export interface BreakerStore {
  read(key: string): BreakerRow;
  update(key: string, change: (row: BreakerRow) => BreakerRow): BreakerRow;
}
