import type { ErrorCode } from './errors.ts';

/** What the policies did. They only tell; logs, ledgers and job notes listen. Times are epoch milliseconds. */
export type PolicyEvent =
  | {
      readonly type: 'retry';
      /** The attempt that failed, from 1. */
      readonly attempt: number;
      readonly attempts: number;
      /** How long the next attempt is held back, in milliseconds. */
      readonly waitMs: number;
      readonly code: ErrorCode;
      readonly message: string;
    }
  | {
      readonly type: 'breaker';
      readonly key: string;
      readonly change: 'opened' | 'probing' | 'closed';
      /** Until when no probe goes, where it opened. */
      readonly until: number | null;
      readonly cause: string | null;
    }
  | {
      readonly type: 'breaker_store_failed';
      readonly key: string;
      /** For the log: the outcome of a call could not be written down. */
      readonly error: unknown;
    };

export type PolicyListener = (event: PolicyEvent) => void;
