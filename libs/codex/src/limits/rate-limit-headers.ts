import type { Limits } from '../model-call.ts';
import { asNumber } from '../wire-fields.ts';
import { creditsFrom, isEmpty, quotaWindow } from './rate-limits-event.ts';

/** Response headers by lower-case name. */
export type HeaderReader = (name: string) => string | null;

/**
 * Limits of the `x-codex-*` response headers, sent on success and on 429; null where there are none. The plan is not
 * in them. `now` is epoch milliseconds.
 */
export function limitsFromHeaders(header: HeaderReader, now: number): Limits | null {
  const limits: Limits = {
    plan: null,
    primary: windowFrom(header, 'primary'),
    secondary: windowFrom(header, 'secondary'),
    credits: creditsFrom({
      has_credits: header('x-codex-credits-has-credits'),
      unlimited: header('x-codex-credits-unlimited'),
      balance: header('x-codex-credits-balance'),
    }),
    read_at: new Date(now).toISOString(),
  };
  return isEmpty(limits) ? null : limits;
}

function windowFrom(header: HeaderReader, window: 'primary' | 'secondary') {
  const field = (name: string) => asNumber(header(`x-codex-${window}-${name}`));
  return quotaWindow(field('used-percent'), field('window-minutes'), field('reset-at'));
}
