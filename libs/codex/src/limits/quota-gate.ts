import { createHash } from 'node:crypto';
import { UpstreamError } from '@codex-pro/runtime';
import type { Credential } from '../credentials/credential.ts';
import type { GateRow, GateStore } from './gate-store.ts';

/** How long a closed gate waits between probes. */
export const probeEveryMs = 15 * 60_000;

export interface Closing {
  /** The limit that the backend named; null for the account's usage limit. */
  readonly limit: string | null;
  /** Epoch milliseconds; null when the backend does not say. */
  readonly until: number | null;
  readonly cause: string;
}

/** Holds calls back while the account is known to have no quota left. Apart from the breaker: nothing is broken. */
export interface QuotaGate {
  /**
   * Throws UpstreamError `usage_limit` with `retryAt` while closed. Every 15 minutes one caller passes as a probe:
   * people buy credits.
   */
  enter(): void;
  /** The backend refused for want of quota. */
  close(closing: Closing): void;
  /** The backend served a call: what `enter` found closed is open. */
  open(): void;
}

export interface GateOptions {
  readonly store: GateStore;
  /** `gateAccount`. */
  readonly account: string;
  readonly model: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Whose quota it is: backend origin, and the account or a hash of the key. The plan is part of it, so that an upgrade
 * opens the gates of the old plan. Holds no secret.
 */
export function gateAccount(origin: string, credential: Credential): string {
  if (credential.mode === 'none') return `${origin} none`;
  if (credential.mode === 'chatgpt') {
    return `${origin} account ${digest(credential.accountId ?? '')} ${credential.plan ?? 'unknown plan'}`;
  }
  return `${origin} key ${digest(credential.key)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

export interface RefusalOptions extends Omit<GateOptions, 'model'> {
  /** Without a model only limits that bind every model count. */
  readonly model: string | null;
  /** Epoch milliseconds up to which the work would wait for the quota itself; null where it does not. */
  readonly patientUntil: number | null;
}

/**
 * Throws what `enter` would throw, and changes nothing: for whoever would only start work to be refused there. A gate
 * whose probe is due lets pass: the work takes the probe.
 */
export function refuseAtClosedGate({ store, account, model, now, patientUntil }: RefusalOptions): void {
  for (const row of store.list(account)) {
    const binds = row.model === null || row.model === model;
    if (!binds || isOver(row, now()) || row.probeAt <= now()) continue;
    if (patientUntil === null || nextTry(row) > patientUntil) throw closedGate(row);
  }
}

export function createQuotaGate({ store, account, model, now }: GateOptions): QuotaGate {
  const binding = () => store.list(account).filter((row) => row.model === null || row.model === model);
  return {
    enter() {
      const rows = binding();
      // Where one limit holds the call, the probe of another is not spent.
      const shut = rows.find((row) => !isOver(row, now()) && row.probeAt > now());
      if (shut !== undefined) throw closedGate(shut);
      for (const row of rows) {
        let held: GateRow | null = null;
        store.update(row.key, (current) => {
          held = null;
          if (current === null || isOver(current, now())) return current;
          if (current.probeAt <= now()) return { ...current, probeAt: now() + probeEveryMs };
          held = current;
          return current;
        });
        if (held !== null) throw closedGate(held);
      }
    },
    close({ limit, until, cause }) {
      const name = limit ?? 'usage';
      // A limit with a name of its own may bind one model only; the account's own limit binds them all.
      const bound = limit === null || limit === 'codex' ? null : model;
      const key = `${account} ${name}${bound === null ? '' : ` ${bound}`}`;
      store.update(key, (current) => ({
        key,
        account,
        limit: name,
        model: bound,
        closedAt: current?.closedAt ?? now(),
        closedUntil: until,
        probeAt: now() + probeEveryMs,
        cause,
      }));
    },
    open() {
      for (const row of binding()) store.update(row.key, () => null);
    },
  };
}

function isOver(row: GateRow, now: number): boolean {
  return row.closedUntil !== null && row.closedUntil <= now;
}

/** When a call is worth trying again, epoch milliseconds. */
function nextTry(row: GateRow): number {
  return row.closedUntil ?? row.probeAt;
}

function closedGate(row: GateRow): UpstreamError {
  const retryAt = new Date(nextTry(row));
  return new UpstreamError(
    'usage_limit',
    `The usage limit of this account is reached, so the call was not sent. The backend said: ${row.cause}`,
    {
      retryAt,
      hint: `It resets at ${retryAt.toISOString()}. After buying credits, wait for the next probe (${new Date(row.probeAt).toISOString()}) or reset the gate.`,
    },
  );
}
