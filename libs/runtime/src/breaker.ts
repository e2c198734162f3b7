import { throwIfAborted } from './abort.ts';
import {
  afterAnswer,
  afterFault,
  closedBreaker,
  opensAt,
  probeLeaseMs,
  releaseProbe,
  renewProbe,
  takeProbe,
} from './breaker-state.ts';
import type { BreakerRow, BreakerStore } from './breaker-store.ts';
import { cleanText, UpstreamError } from './errors.ts';
import type { PolicyListener } from './policy-event.ts';

export interface BreakerOptions {
  readonly store: BreakerStore;
  /** Capability and backend: `review https://chatgpt.com`. Shown in messages. */
  readonly key: string;
  readonly onEvent?: PolicyListener | undefined;
}

export interface Breaker {
  /**
   * Runs one whole call, its retries included. While open, throws UpstreamError `circuit_open` with the cause and
   * `retryAt`, and `call` is never made. The call's own error is thrown as it is.
   */
  run<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T>;
}

const faultCodes = new Set(['upstream_failed', 'timed_out', 'stream_broken']);

/**
 * Says whether an error speaks against the backend's health. A redirect or a 4xx is an answer, a usage limit has
 * its own gate, and a cancelled call says nothing.
 */
export function isUpstreamFault(error: unknown): error is UpstreamError {
  if (!(error instanceof UpstreamError) || !faultCodes.has(error.code)) return false;
  return error.status === undefined || error.status < 300 || error.status >= 500;
}

/** A circuit breaker whose state lives in `store`, so that faults add up across processes. */
export function createBreaker({ store, key, onEvent }: BreakerOptions): Breaker {
  /** Atomic, and tells listeners what it changed. */
  const change = (step: (row: BreakerRow) => BreakerRow) => {
    let before = closedBreaker;
    const after = store.update(key, (row) => {
      before = row;
      return step(row);
    });
    return { before, after };
  };

  /** Returns whether this call is the probe; throws while open. */
  const admit = (): boolean => {
    const row = store.read(key);
    const now = Date.now();
    const at = opensAt(row);
    if (at === null) return false;
    if (at > now) throw circuitOpen(key, row, at);
    const { before, after } = change((current) => takeProbe(current, now));
    const still = opensAt(before);
    if (still === null) return false;
    if (still > now) throw circuitOpen(key, before, still);
    onEvent?.({ type: 'breaker', key, change: 'probing', until: null, cause: after.cause });
    return true;
  };

  /** The outcome of a call matters more than its record: a store that fails is told to the listeners. */
  const settle = (step: (row: BreakerRow) => BreakerRow, needed = () => true) => {
    try {
      if (!needed()) return;
      const { before, after } = change(step);
      if (after.openedAt !== before.openedAt) {
        const opened = after.openUntil !== null;
        onEvent?.({
          type: 'breaker',
          key,
          change: opened ? 'opened' : 'closed',
          until: after.openUntil,
          cause: opened ? after.cause : before.cause,
        });
      }
    } catch (error) {
      onEvent?.({ type: 'breaker_store_failed', key, error });
    }
  };

  /** Writes only where there is something to forget: most calls find a closed breaker without faults. */
  const answered = (probe: boolean) => {
    settle(
      (row) => afterAnswer(row, probe),
      () => probe || store.read(key).failures > 0,
    );
  };

  return {
    async run(signal, call) {
      throwIfAborted(signal);
      const probe = admit();
      const renewal = probe
        ? setInterval(() => settle((row) => renewProbe(row, Date.now())), probeLeaseMs / 3).unref()
        : undefined;
      try {
        const answer = await call();
        answered(probe);
        return answer;
      } catch (error) {
        if (isUpstreamFault(error) && !signal.aborted) {
          settle((row) => afterFault(row, Date.now(), cleanText(error.message, 300), probe));
        } else if (error instanceof UpstreamError && !signal.aborted) {
          answered(probe);
        } else if (probe) {
          settle(releaseProbe);
        }
        throw error;
      } finally {
        clearInterval(renewal);
      }
    },
  };
}

/**
 * Throws what `run` would throw while open, and changes nothing: for whoever would only start work to be refused there.
 * Where a probe is due it lets pass: the work takes the probe.
 */
export function refuseAtOpenBreaker({ store, key }: Pick<BreakerOptions, 'store' | 'key'>): void {
  const row = store.read(key);
  const at = opensAt(row);
  if (at !== null && at > Date.now()) throw circuitOpen(key, row, at);
}

function circuitOpen(key: string, row: BreakerRow, at: number): UpstreamError {
  const retryAt = new Date(at);
  return new UpstreamError(
    'circuit_open',
    `Calls of ${key} are held back until ${retryAt.toISOString()}: the last ${row.failures} ended in faults of the backend. The last one: ${row.cause ?? 'unknown'}`,
    { hint: 'Wait until then; one call will try the backend first.', retryAt },
  );
}
