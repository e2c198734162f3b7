import type { ModelPort } from '@codex-pro/codex';
import type { Spent } from '../transcript/entry.ts';

/**
 * What a job spent: what its transcript says of earlier attempts, and what this client counted since. The client
 * counts everything, retries and repairs included.
 */
export function createSpentCount(model: ModelPort, earlier: Spent, now: () => number): () => Spent {
  const startedAt = now();
  const start = model.usage();
  return () => {
    const total = model.usage();
    const usd =
      earlier.usd === null || total.cost_usd === null || start.cost_usd === null
        ? null
        : earlier.usd + total.cost_usd - start.cost_usd;
    const tokens =
      total.input_tokens + total.output_tokens - (start.input_tokens + start.output_tokens) + earlier.tokens;
    return { tokens, usd, ms: earlier.ms + Math.max(0, now() - startedAt) };
  };
}
