import type { Usage } from '../model-call.ts';
import { numberField, recordField } from '../wire-fields.ts';

/**
 * Usage of a response object, or null where the backend did not say. `input_tokens` includes the cached and the
 * written ones; `output_tokens` includes reasoning. A count that is missing or absurd reads as 0, and a part is never
 * larger than its whole.
 */
export function usageFromResponse(response: unknown): Usage | null {
  const usage = recordField(response, 'usage');
  if (usage === null) return null;
  const input = tokens(usage, 'input_tokens');
  const output = tokens(usage, 'output_tokens');
  if (input === null && output === null) return null;
  const inputTokens = input ?? 0;
  const outputTokens = output ?? 0;
  const inputDetails = recordField(usage, 'input_tokens_details');
  const outputDetails = recordField(usage, 'output_tokens_details');
  const cached = Math.min(tokens(inputDetails, 'cached_tokens') ?? 0, inputTokens);
  return {
    inputTokens,
    cachedInputTokens: cached,
    cacheWriteTokens: Math.min(tokens(inputDetails, 'cache_write_tokens') ?? 0, inputTokens - cached),
    outputTokens,
    reasoningTokens: Math.min(tokens(outputDetails, 'reasoning_tokens') ?? 0, outputTokens),
  };
}

function tokens(record: unknown, name: string): number | null {
  const count = numberField(record, name);
  return count === null || count < 0 ? null : Math.floor(count);
}
