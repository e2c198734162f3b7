import type { Limits, UsageTotal } from '@codex-pro/codex';
import type { ErrorReport } from '@codex-pro/runtime';
import type { NotDone, ReviewPart } from './finding.ts';

/** What the renderings need of an envelope; every envelope of a review satisfies it. */
export interface ReviewReport {
  readonly job: {
    readonly id: string;
    readonly state: string;
    readonly workspace: string;
    readonly created_at: string;
    readonly started_at: string | null;
    readonly ended_at: string | null;
    readonly model: string | null;
    readonly effort: string | null;
    readonly tier: string | null;
    readonly attempts: number;
  } | null;
  readonly summary: string;
  /** null where there is no result, or not yet. */
  readonly part: ReviewPart | null;
  /** There only in the answer to a dry run. */
  readonly dry_run?: unknown;
  readonly usage: UsageTotal;
  readonly limits: Limits | null;
  readonly not_done: readonly NotDone[];
  readonly artifacts: readonly { readonly kind: string; readonly path: string }[];
  readonly next_steps: readonly string[];
  readonly error: ErrorReport | null;
}
