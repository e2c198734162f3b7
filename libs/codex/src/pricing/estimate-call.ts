import { type KnownCatalogue, knownCatalogue } from '../catalogue/known-catalogue.ts';
import { type ModelChoice, type ModelWishes, resolveModel } from '../catalogue/resolve-model.ts';
import type { ClientSettings } from '../client-settings.ts';
import { costOf } from './cost.ts';
import { findPrice } from './price-table.ts';

/** Where a call would go and what it would cost, as far as that is known without asking anybody. */
export interface CallEstimate {
  readonly model: string;
  readonly effort: string | null;
  readonly tier: string | null;
  /** Tokens of input and output together; null for a model that is not in the known catalogue. */
  readonly contextWindow: number | null;
  /** USD of one call of so many tokens, `cached` of the input among them (0 unless told); null where no price is known. */
  cost(tokens: { readonly input: number; readonly cached?: number; readonly output: number }): number | null;
}

export interface EstimateOptions {
  readonly settings: Pick<ClientSettings, 'backend' | 'model' | 'effort' | 'tier' | 'prices'>;
  readonly env: NodeJS.ProcessEnv;
  readonly codexHome: string;
  /** Our own home: a catalogue of the backend may be cached there. */
  readonly stateHome: string;
}

/**
 * From the cached catalogue, else the bundled one, and the prices: never a network call. Throws as `resolveModel`
 * does; an effort that a newer catalogue may have is left to the job.
 */
export async function estimateCall(options: EstimateOptions): Promise<CallEstimate> {
  const { settings } = options;
  const known = await knownCatalogue({ ...options, backend: settings.backend });
  const { model, effort, tier, contextWindow } = choose(settings, known);
  const price = findPrice(model, settings.prices);
  return {
    model,
    effort,
    tier,
    contextWindow,
    cost: ({ input, cached = 0, output }) =>
      price === null
        ? null
        : costOf(
            {
              inputTokens: input,
              cachedInputTokens: cached,
              cacheWriteTokens: 0,
              outputTokens: output,
              reasoningTokens: 0,
            },
            price.price,
            tier,
          ),
  };
}

function choose(wishes: ModelWishes, { catalogue, certain }: KnownCatalogue): ModelChoice {
  if (certain || wishes.effort === null) return resolveModel(wishes, catalogue);
  return { ...resolveModel({ ...wishes, effort: null }, catalogue), effort: wishes.effort };
}
