import type { Limits } from '../model-call.ts';
import { asNumber } from '../wire-fields.ts';
import { creditsFrom, quotaWindow } from './rate-limits-event.ts';

/** Response headers by lower-case name. */
export type HeaderReader = (name: string) => string | null;

/**
 * Limits of the `x-codex-*` response headers, sent on success and on 429; null where there are none. The plan is not
 * in them. `now` is epoch milliseconds.
 */
export function limitsFromHeaders(header: HeaderReader, now: number): Limits | null {
  const primary = windowFrom(header, 'primary');
  const secondary = windowFrom(header, 'secondary');
  const credits = creditsFrom({
    has_credits: header('x-codex-credits-has-credits'),
    unlimited: header('x-codex-credits-unlimited'),
    balance: header('x-codex-credits-balance'),
  });
  if (primary === null && secondary === null && credits === null) return null;
  return { plan: null, primary, secondary, credits, read_at: new Date(now).toISOString() };
}

function windowFrom(header: HeaderReader, window: 'primary' | 'secondary') {
  const field = (name: string) => asNumber(header(`x-codex-${window}-${name}`));
  const used = field('used-percent');
  return used === null ? null : quotaWindow(used, field('window-minutes'), field('reset-at'));
}
