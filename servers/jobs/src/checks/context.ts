import type { Product } from '@codex-pro/capability';

export interface CheckContext {
  readonly product: Product;
  /** Whether the backend may be asked something that is free. */
  readonly live: boolean;
  /** Aborted when the check's time is up. */
  readonly signal: AbortSignal;
  /** When the check has to have ended, by `performance.now()`. */
  readonly endsAt: number;
}
