import { bundledCatalogue } from '../catalogue/catalogue.ts';
import { resolveModel } from '../catalogue/resolve-model.ts';
import type { ClientSettings } from '../client-settings.ts';
import { costOf } from './cost.ts';
import { findPrice } from './price-table.ts';

/** Where a call would go and what it would cost, as far as that is known without asking anybody. */
export interface CallEstimate {
  readonly model: string;
  readonly effort: string | null;
  readonly tier: string | null;
  /** Tokens of input and output together; null for a model that is not in the bundled catalogue. */
  readonly contextWindow: number | null;
  /** USD of one call of so many tokens, `cached` of the input among them (0 unless told); null where no price is known. */
  cost(tokens: { readonly input: number; readonly cached?: number; readonly output: number }): number | null;
}

/** From the bundled catalogue and prices: never a network call. Throws as `resolveModel` does. */
export function estimateCall(
  settings: Pick<ClientSettings, 'model' | 'effort' | 'tier' | 'prices'>,
): CallEstimate {
  const { model, effort, tier, contextWindow } = resolveModel(settings, bundledCatalogue());
  const known = findPrice(model, settings.prices);
  return {
    model,
    effort,
    tier,
    contextWindow,
    cost: ({ input, cached = 0, output }) =>
      known === null
        ? null
        : costOf(
            {
              inputTokens: input,
              cachedInputTokens: cached,
              cacheWriteTokens: 0,
              outputTokens: output,
              reasoningTokens: 0,
            },
            known.price,
            tier,
          ),
  };
}
