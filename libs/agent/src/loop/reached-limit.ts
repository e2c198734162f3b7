import type { Spent } from '../transcript/entry.ts';
import type { LimitName, LoopLimits } from './loop-options.ts';
import type { LoopState } from './loop-state.ts';

const defaultIdenticalFailures = 5;

/** The limit that forbids another request, with a sentence for people; null while there is none. */
export function reachedLimit(
  limits: LoopLimits,
  state: Pick<LoopState, 'turns' | 'identicalFailures'>,
  spent: Spent,
): { readonly limit: LimitName; readonly message: string } | null {
  const failures = limits.identicalFailures ?? defaultIdenticalFailures;
  if (state.identicalFailures >= failures) {
    return {
      limit: 'identical_failures',
      message: `The same call failed ${state.identicalFailures} times in the same way.`,
    };
  }
  if (state.turns >= limits.turns)
    return { limit: 'turns', message: `The limit of ${limits.turns} turns is reached.` };
  if (limits.tokens !== null && spent.tokens >= limits.tokens) {
    return { limit: 'tokens', message: `The limit of ${limits.tokens} tokens is reached.` };
  }
  if (limits.usd !== null && spent.usd !== null && spent.usd >= limits.usd) {
    return { limit: 'usd', message: `The limit of $${limits.usd} is reached.` };
  }
  if (limits.minutes !== null && spent.ms >= limits.minutes * 60_000) {
    return { limit: 'minutes', message: `The limit of ${limits.minutes} minutes is reached.` };
  }
  return null;
}
