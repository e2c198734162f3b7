import type { UsageTotal } from '@codex-pro/codex';
import { UpstreamError } from '@codex-pro/runtime';
import type { ChunkRecord } from '../output/chunk-record.ts';

export interface Budget {
  readonly usd: number | null;
  readonly tokens: number | null;
}

/**
 * Throws UpstreamError `budget_exceeded` once this attempt and the one that died before it have used the budget up. The
 * client knows only its own calls: a batch that goes on by itself would else have its budget twice.
 */
export function createBudgetCheck(
  budget: Budget,
  before: readonly ChunkRecord[],
  usage: () => UsageTotal,
): () => void {
  const usd = before.reduce((sum, { cost_usd: cost }) => sum + (cost ?? 0), 0);
  const tokens = before.reduce((sum, record) => sum + record.input_tokens + record.output_tokens, 0);
  return () => {
    const now = usage();
    const over =
      budget.usd !== null && usd + (now.cost_usd ?? 0) >= budget.usd
        ? `$${budget.usd}`
        : budget.tokens !== null && tokens + now.input_tokens + now.output_tokens >= budget.tokens
          ? `${budget.tokens} tokens`
          : null;
    if (over === null) return;
    throw new UpstreamError(
      'budget_exceeded',
      `The budget of ${over} is used up: no further call was made.`,
      {
        hint: 'Raise the budget, or ask for less.',
      },
    );
  };
}
