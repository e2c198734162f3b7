import { counted } from './counted.ts';

/** What calls to the model came to, as an envelope has it. */
export interface Spending {
  readonly requests: number;
  readonly attempts: number;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  /** null where no price is known. */
  readonly cost_usd: number | null;
  readonly cost_note: string;
}

/** One window of a quota. `resets_at` is ISO 8601 in UTC. */
export interface QuotaWindow {
  readonly used_percent: number;
  readonly window_minutes: number;
  readonly resets_at: string;
}

/** Requests, tokens and cost, each in a few words; none where nothing was asked. */
export function spendingFacts(usage: Spending): string[] {
  if (usage.requests === 0) return [];
  const retried = usage.attempts > usage.requests ? ` (${counted(usage.attempts, 'attempt')})` : '';
  return [
    `${counted(usage.requests, 'request')}${retried}`,
    `${grouped(usage.input_tokens)} tokens in (${grouped(usage.cached_input_tokens)} cached)`,
    `${grouped(usage.output_tokens)} out (${grouped(usage.reasoning_tokens)} reasoning)`,
    usage.cost_usd === null ? `cost unknown: ${usage.cost_note}` : money(usage.cost_usd, usage.cost_note),
  ];
}

/** The account's quota, one sentence a window; empty where the backend said nothing. */
export function quotaFacts(
  limits: { readonly primary: QuotaWindow | null; readonly secondary: QuotaWindow | null } | null,
): string[] {
  return [limits?.primary, limits?.secondary]
    .filter((window) => window !== null && window !== undefined)
    .map(
      ({ window_minutes: minutes, used_percent: used, resets_at: reset }) =>
        `quota of ${windowName(minutes)}: ${Math.round(used)} % used, resets ${minute(reset)}`,
    );
}

/** `2026-11-20 14:10 UTC` of an ISO time in UTC. */
export function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

function windowName(minutes: number): string {
  if (minutes % 10_080 === 0) return counted(minutes / 10_080, 'week');
  if (minutes % 60 === 0) return counted(minutes / 60, 'hour');
  return counted(minutes, 'minute');
}

function money(usd: number, note: string): string {
  const amount = `$${usd < 0.01 ? usd.toFixed(5) : usd.toFixed(4)}`;
  return note === '' ? amount : `${amount} (${note})`;
}

/** `12,345`, the same in every locale. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
