import type { Usage } from '../model-call.ts';
import { bundledPrices, type Price } from './price-table.ts';

/**
 * USD of one response. Cached and written input have rates of their own (the input rate where none is known, which
 * is never too low for cached input); a long input moves the whole request to the long rates; the tier multiplies it all.
 * null for a tier whose factor is not known.
 */
export function costOf(
  usage: Usage,
  price: Price,
  tier: string | null,
  tiers: Readonly<Record<string, number>> = bundledPrices.tiers,
): number | null {
  const factor = tierFactor(tier, tiers);
  if (factor === null) return null;
  const rates = price.long !== undefined && usage.inputTokens > price.long.over ? price.long : price;
  const plain = usage.inputTokens - usage.cachedInputTokens - usage.cacheWriteTokens;
  const perMillion =
    plain * rates.input +
    usage.cachedInputTokens * (rates.cached_input ?? rates.input) +
    usage.cacheWriteTokens * (rates.cache_write ?? rates.input) +
    usage.outputTokens * rates.output;
  return (perMillion * factor) / 1_000_000;
}

/** No tier, and what backends call the normal one, cost the plain price. */
function tierFactor(tier: string | null, tiers: Readonly<Record<string, number>>): number | null {
  if (tier === null || tier === 'default' || tier === 'auto') return 1;
  return Object.hasOwn(tiers, tier) ? (tiers[tier] ?? null) : null;
}
