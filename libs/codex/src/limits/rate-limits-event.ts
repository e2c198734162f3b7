import type { Limits, QuotaWindow } from '../model-call.ts';
import { asNumber, booleanField, numberField, recordField, stringField } from '../wire-fields.ts';

/**
 * Limits of a `codex.rate_limits` event: `{plan_type, rate_limits: {primary, secondary}, credits}`. null where it
 * holds nothing that we read. `now` is epoch milliseconds.
 */
export function limitsFromEvent(event: unknown, now: number): Limits | null {
  const rates = recordField(event, 'rate_limits');
  const limits: Limits = {
    plan: stringField(event, 'plan_type'),
    primary: windowFrom(recordField(rates, 'primary')),
    secondary: windowFrom(recordField(rates, 'secondary')),
    credits: creditsFrom(recordField(event, 'credits')),
    read_at: new Date(now).toISOString(),
  };
  return isEmpty(limits) ? null : limits;
}

/** True when nothing but the time is known. */
function isEmpty(limits: Limits): boolean {
  return (
    limits.plan === null && limits.primary === null && limits.secondary === null && limits.credits === null
  );
}

function windowFrom(window: unknown): QuotaWindow | null {
  return quotaWindow(
    numberField(window, 'used_percent'),
    numberField(window, 'window_minutes'),
    numberField(window, 'reset_at'),
  );
}

/** A window is only worth showing whole. `resetAt` is in Unix seconds, as every source gives it. */
export function quotaWindow(
  used: number | null,
  minutes: number | null,
  resetAt: number | null,
): QuotaWindow | null {
  if (used === null || minutes === null || resetAt === null) return null;
  const resetsAt = isoFromSeconds(resetAt);
  return resetsAt === null ? null : { used_percent: used, window_minutes: minutes, resets_at: resetsAt };
}

/** null for a time that no calendar has. */
function isoFromSeconds(seconds: number): string | null {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

export function creditsFrom(credits: unknown): Limits['credits'] {
  const has = booleanField(credits, 'has_credits');
  if (has === null) return null;
  const balance = recordField({ credits }, 'credits')?.['balance'];
  return {
    has_credits: has,
    unlimited: booleanField(credits, 'unlimited') ?? false,
    balance: typeof balance === 'string' ? balance : (asNumber(balance)?.toString() ?? null),
  };
}
