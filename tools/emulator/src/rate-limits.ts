import type { StreamEvent } from './reply/events.ts';

export interface RateLimitWindow {
  readonly used_percent: number;
  readonly window_minutes: number;
  /** Unix seconds. */
  readonly reset_at: number;
}

/** The quota that the backend reports: as headers on each answer, as an event, and on the usage endpoint. */
export interface RateLimits {
  readonly plan: string;
  readonly primary?: RateLimitWindow;
  readonly secondary?: RateLimitWindow;
  readonly credits?: { readonly has_credits: boolean; readonly unlimited: boolean; readonly balance: string };
  readonly limit_name?: string;
  readonly reached_type?: string;
  /** Whether a `codex.rate_limits` event opens each stream. */
  readonly event?: boolean;
}

/** A quota that is nowhere near its end; its windows reset on the hour, so that answers of one test agree. */
export function modestLimits(plan: string): RateLimits {
  const hour = Math.ceil(Date.now() / 3_600_000) * 3600;
  return {
    plan,
    primary: { used_percent: 12, window_minutes: 300, reset_at: hour + 4 * 3600 },
    secondary: { used_percent: 5, window_minutes: 10_080, reset_at: hour + 6 * 24 * 3600 },
    credits: { has_credits: false, unlimited: false, balance: '0' },
    event: true,
  };
}

export function rateLimitHeaders(limits: RateLimits | null): Record<string, string> {
  if (limits === null) return {};
  const headers: Record<string, string> = {};
  for (const name of ['primary', 'secondary'] as const) {
    const window = limits[name];
    if (window === undefined) continue;
    headers[`x-codex-${name}-used-percent`] = String(window.used_percent);
    headers[`x-codex-${name}-window-minutes`] = String(window.window_minutes);
    headers[`x-codex-${name}-reset-at`] = String(window.reset_at);
  }
  if (limits.credits !== undefined) {
    headers['x-codex-credits-has-credits'] = limits.credits.has_credits ? 'True' : 'False';
    headers['x-codex-credits-unlimited'] = limits.credits.unlimited ? 'True' : 'False';
    headers['x-codex-credits-balance'] = limits.credits.balance;
  }
  if (limits.limit_name !== undefined) headers['x-codex-limit-name'] = limits.limit_name;
  if (limits.reached_type !== undefined) headers['x-codex-rate-limit-reached-type'] = limits.reached_type;
  return headers;
}

export function rateLimitEvent(limits: RateLimits): StreamEvent {
  return {
    type: 'codex.rate_limits',
    plan_type: limits.plan,
    rate_limits: { primary: limits.primary ?? null, secondary: limits.secondary ?? null },
    credits: limits.credits ?? null,
    metered_limit_name: limits.limit_name ?? null,
  };
}

/** The body of `GET …/wham/usage`. `now` is in Unix seconds. */
export function usageBody(limits: RateLimits | null, now: number): unknown {
  const window = (from: RateLimitWindow | undefined) =>
    from === undefined
      ? null
      : {
          used_percent: from.used_percent,
          limit_window_seconds: from.window_minutes * 60,
          reset_after_seconds: Math.max(0, from.reset_at - now),
          reset_at: from.reset_at,
        };
  const reached =
    (limits?.primary?.used_percent ?? 0) >= 100 || (limits?.secondary?.used_percent ?? 0) >= 100;
  return {
    plan_type: limits?.plan ?? 'plus',
    rate_limit: {
      allowed: !reached,
      limit_reached: reached,
      primary_window: window(limits?.primary),
      secondary_window: window(limits?.secondary),
    },
    credits: limits?.credits ?? null,
    additional_rate_limits: [],
  };
}
