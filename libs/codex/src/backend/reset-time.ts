import { asNumber, numberField } from '../wire-fields.ts';

/** Past this a `Date` header tells of another clock, and not of the way or of whole seconds. */
const skewMs = 30_000;

/**
 * When to come back, by the error of a body: `resets_at` (Unix seconds), else `resets_in_seconds`. null where it says
 * neither, or what no calendar has. `now` is epoch milliseconds.
 */
export function resetTime(error: unknown, now: number): Date | null {
  const at = numberField(error, 'resets_at');
  if (at !== null) return dateOf(at * 1000);
  const within = numberField(error, 'resets_in_seconds');
  return within === null ? null : dateOf(now + Math.max(0, within) * 1000);
}

/**
 * When to come back, by `Retry-After`: seconds or an HTTP date (RFC 9110 10.2.3). The date is of the backend's clock; where
 * its `date` shows that ours is another, it is read as so long from now.
 */
export function retryAfter(headers: Readonly<Record<string, string>>, now: number): Date | null {
  const value = headers['retry-after'];
  if (value === undefined) return null;
  const seconds = asNumber(value);
  if (seconds !== null) return dateOf(now + Math.max(0, seconds) * 1000);
  const skew = Date.parse(headers['date'] ?? '') - now;
  return dateOf(Date.parse(value) - (Math.abs(skew) > skewMs ? skew : 0));
}

function dateOf(ms: number): Date | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date;
}
