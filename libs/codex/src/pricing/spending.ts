import { InputError, UpstreamError } from '@codex-pro/runtime';
import type { ClientSettings } from '../client-settings.ts';
import type { Usage, UsageTotal } from '../model-call.ts';
import { costOf } from './cost.ts';
import { bundledPrices, type KnownPrice } from './price-table.ts';

export interface SpendingOptions {
  readonly budget: ClientSettings['budget'];
  readonly price: KnownPrice | null;
  readonly model: string;
  readonly tier: string | null;
  /** True on a ChatGPT plan, which is not billed by the token. */
  readonly planned: boolean;
  /** When the work began that the minutes of the budget are for, epoch milliseconds. */
  readonly startedAt: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What the calls of one client cost so far, and whether there may be another. */
export interface Spending {
  /** Throws UpstreamError `budget_exceeded` when a budget is used up. Budgets bind between calls. */
  check(): void;
  /** One call was asked for. */
  call(): void;
  /**
   * One attempt ended. `usage` is null where the backend did not say; `answered` is false where there was no answer,
   * and so nothing to pay for. Gives the attempt's cost, null where unknown.
   */
  attempt(usage: Usage | null, answered: boolean, tier: string | null): number | null;
  total(): UsageTotal;
}

/** Throws InputError for a budget in USD where no price is known. */
export function requirePrice({
  budget,
  price,
  model,
  tier,
}: Pick<SpendingOptions, 'budget' | 'price' | 'model' | 'tier'>): void {
  if (budget.usd === null || (price !== null && costOf(noUsage, price.price, tier) !== null)) return;
  throw new InputError('input_invalid', `A budget in USD needs a price, and none is known for ${model}.`, {
    hint: `Give its price in your profile (prices: {"${model}": {input: …, output: …}}), or use budget_tokens.`,
  });
}

/** Throws as `requirePrice` does. */
export function createSpending(options: SpendingOptions): Spending {
  const { budget, price, model, tier, planned, startedAt, now } = options;
  requirePrice({ budget, price, model, tier });
  const sum = { requests: 0, attempts: 0, input: 0, cached: 0, output: 0, reasoning: 0, usd: 0 };
  let unknown = 0;

  const usedUp = (): string | null => {
    if (budget.usd !== null && sum.usd >= budget.usd) return `$${budget.usd}`;
    if (budget.tokens !== null && sum.input + sum.output >= budget.tokens) return `${budget.tokens} tokens`;
    if (budget.minutes !== null && now() - startedAt >= budget.minutes * 60_000) {
      return `${budget.minutes} minutes`;
    }
    return null;
  };

  return {
    check() {
      const limit = usedUp();
      if (limit === null) return;
      throw new UpstreamError(
        'budget_exceeded',
        `The budget of ${limit} is used up: no further call was made.`,
        {
          hint: 'Raise the budget, or ask for less.',
        },
      );
    },
    call() {
      sum.requests += 1;
    },
    attempt(usage, answered, answeredTier) {
      sum.attempts += 1;
      if (usage === null) {
        if (answered) unknown += 1;
        return null;
      }
      sum.input += usage.inputTokens;
      sum.cached += usage.cachedInputTokens;
      sum.output += usage.outputTokens;
      sum.reasoning += usage.reasoningTokens;
      if (price === null) return null;
      const cost = costOf(usage, price.price, answeredTier ?? tier) ?? costOf(usage, price.price, tier);
      sum.usd += cost ?? 0;
      return cost;
    },
    total() {
      const known = price !== null && costOf(noUsage, price.price, tier) !== null;
      return {
        requests: sum.requests,
        attempts: sum.attempts,
        input_tokens: sum.input,
        cached_input_tokens: sum.cached,
        output_tokens: sum.output,
        reasoning_tokens: sum.reasoning,
        cost_usd: known ? sum.usd : null,
        cost_note: [
          known ? priceNote(price, planned) : `No price is known for ${model}.`,
          unknownNote(unknown),
        ]
          .filter((note) => note !== '')
          .join(' '),
      };
    },
  };
}

export const noUsage: Usage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};

function priceNote({ from }: KnownPrice, planned: boolean): string {
  const prices = from === 'profile' ? 'the prices of your profile' : `API prices of ${bundledPrices.as_of}`;
  return planned
    ? `API-price equivalent, by ${prices}: a ChatGPT plan is not billed by the token.`
    : `By ${prices}.`;
}

function unknownNote(count: number): string {
  if (count === 0) return '';
  const answers = count === 1 ? '1 answer' : `${count} answers`;
  return `Not counted: ${answers} that ended before the backend said the usage.`;
}
