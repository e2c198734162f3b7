/** `12 s`, `3 min 4 s`, `2 h 5 min`, `4 d 3 h`. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return pair(whole, 60, 'min', 1, 's');
  if (whole < 86_400) return pair(whole, 3_600, 'h', 60, 'min');
  return pair(whole, 86_400, 'd', 3_600, 'h');
}

function pair(whole: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((whole % large) / small);
  const head = `${Math.floor(whole / large)} ${largeUnit}`;
  return rest === 0 ? head : `${head} ${rest} ${smallUnit}`;
}

/** The same for tables: the large unit alone. */
export function shortSpan(seconds: number): string {
  const [number = '', unit = ''] = span(seconds).split(' ');
  return `${number} ${unit}`;
}

/** Seconds between two times. `from` is ISO 8601, `now` epoch milliseconds. */
export function secondsSince(from: string, now: number): number {
  return Math.max(0, (now - Date.parse(from)) / 1000);
}

/** `950`, `12.3k`, `1.2M`. */
export function amount(count: number): string {
  if (count < 1_000) return String(count);
  if (count < 999_950) return `${(count / 1_000).toFixed(1)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** `$0.0123`, `$12.30`; a dash where no price is known. */
export function dollars(usd: number | null): string {
  if (usd === null) return '–';
  return `$${usd !== 0 && usd < 1 ? usd.toFixed(4) : usd.toFixed(2)}`;
}

/** The time of day here, of an ISO time. */
export function timeOfDay(iso: string): string {
  return new Date(iso).toTimeString().slice(0, 8);
}
