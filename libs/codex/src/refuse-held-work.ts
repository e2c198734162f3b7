import { type BreakerStore, refuseAtOpenBreaker } from '@codex-pro/runtime';
import type { CredentialReport } from './credentials/inspect-credentials.ts';
import type { GateStore } from './limits/gate-store.ts';
import { refuseAtClosedGate } from './limits/quota-gate.ts';

export interface HeldWork {
  readonly gates: GateStore;
  readonly breakers: BreakerStore;
  readonly capability: string;
  readonly credentials: Pick<CredentialReport, 'origin' | 'quotaAccount'>;
  /** null where it is found later. */
  readonly model: string | null;
  /** Epoch milliseconds up to which the work would wait for the quota itself; null where it does not. */
  readonly patientUntil: number | null;
}

/**
 * For whoever is about to start work: throws the UpstreamError that its first call would end with, `usage_limit` at a
 * closed gate or `circuit_open` at an open breaker, and changes nothing. Where a probe is due the work is let pass.
 */
export function refuseHeldWork(work: HeldWork): void {
  const { credentials, model, patientUntil } = work;
  const account = credentials.quotaAccount;
  refuseAtClosedGate({ store: work.gates, account, model, patientUntil, now: Date.now });
  refuseAtOpenBreaker({ store: work.breakers, key: breakerKey(work.capability, credentials.origin) });
}

/** One breaker for each capability and backend: one capability's fault stays its own. */
export function breakerKey(capability: string, origin: string): string {
  return `${capability} ${origin}`;
}
