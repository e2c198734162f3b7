import type { BreakerRow } from './breaker-store.ts';

/** Calls in a row that must fail before the breaker opens. */
const faultsToOpen = 5;
const firstOpenMs = 30_000;
const longestOpenMs = 600_000;

/**
 * How long a probe keeps its place without a sign of life. Its owner renews it; a probe whose process died
 * frees the place after this time.
 */
export const probeLeaseMs = 30_000;

export const closedBreaker: BreakerRow = {
  failures: 0,
  openedAt: null,
  openUntil: null,
  trips: 0,
  probeUntil: null,
  cause: null,
};

/** When an open breaker lets a probe go: its own time, or the end of the running probe's lease. null when closed. */
export function opensAt(row: BreakerRow): number | null {
  if (row.openUntil === null) return null;
  return Math.max(row.openUntil, row.probeUntil ?? 0);
}

/** Takes the one probe's place, if it is free and the time has come; else the row is returned as it was. */
export function takeProbe(row: BreakerRow, now: number): BreakerRow {
  const at = opensAt(row);
  return at === null || at > now ? row : { ...row, probeUntil: now + probeLeaseMs };
}

/** The probe is still at work. */
export function renewProbe(row: BreakerRow, now: number): BreakerRow {
  return row.probeUntil === null ? row : { ...row, probeUntil: now + probeLeaseMs };
}

/** The probe ended without telling anything about the backend: the place is free again. */
export function releaseProbe(row: BreakerRow): BreakerRow {
  return row.probeUntil === null ? row : { ...row, probeUntil: null };
}

/**
 * A call ended in a fault. A probe's fault opens the breaker again, for twice as long. Calls that began before the
 * breaker opened do not open it further.
 */
export function afterFault(row: BreakerRow, now: number, cause: string, probe: boolean): BreakerRow {
  const open = row.openUntil !== null;
  if (open && !probe) return row;
  const failures = row.failures + 1;
  if (!open && failures < faultsToOpen) return { ...row, failures, cause };
  const trips = row.trips + 1;
  const openMs = Math.min(longestOpenMs, firstOpenMs * 2 ** Math.min(trips - 1, 16));
  return { failures, openedAt: now, openUntil: now + openMs, trips, probeUntil: null, cause };
}

/** The backend answered. That ends the row of faults; an open breaker is closed by its probe only. */
export function afterAnswer(row: BreakerRow, probe: boolean): BreakerRow {
  const open = row.openUntil !== null;
  return open && !probe ? row : closedBreaker;
}
