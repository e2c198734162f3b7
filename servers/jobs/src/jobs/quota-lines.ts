import type { Hold, Reading } from './quota-shape.ts';
import { secondsSince, span } from './words.ts';

/** The quota in a line for each window, and how old that is. `now` is epoch milliseconds. */
export function quotaLines(reading: Reading, now: number): string[] {
  if (reading === null) return ['not known yet'];
  const windows = [reading.primary, reading.secondary].flatMap((window) => {
    if (window === null) return [];
    const { used_percent: used, window_minutes: minutes, resets_at: resets } = window;
    const left = (Date.parse(resets) - now) / 1000;
    const reset = left > 0 ? `resets in ${span(left)}` : 'has been reset since';
    return [`${windowName(minutes)} ${Math.round(used)}% used, ${reset}`];
  });
  const credits = creditsOf(reading);
  const source = reading.source === 'backend' ? 'asked now' : `from job ${reading.source}`;
  const age = `read ${span(secondsSince(reading.read_at, now))} ago, ${source}`;
  const plan = reading.plan === null ? [] : [`plan ${reading.plan}`];
  return [...plan, ...windows, ...credits, age];
}

/** `5 h`, `week`: how people call the windows. */
function windowName(minutes: number): string {
  if (minutes === 10_080) return 'week';
  if (minutes >= 1_440) return `${Math.round(minutes / 1_440)} days`;
  return minutes >= 60 ? `${Math.round(minutes / 60)} h` : `${minutes} min`;
}

function creditsOf({ credits }: NonNullable<Reading>): string[] {
  if (credits === null || !credits.has_credits) return [];
  if (credits.unlimited) return ['credits unlimited'];
  return credits.balance === null ? ['credits'] : [`credits ${credits.balance}`];
}

/** What holds calls back, a line each. */
export function holdLines(holds: readonly Hold[], now: number): string[] {
  return holds.map(({ what, name, cause, until }) => {
    const head = what === 'breaker' ? `breaker ${name} is open` : `quota gate ${name} is closed`;
    const time = until === null ? '' : ` for ${span((Date.parse(until) - now) / 1000)}`;
    return `${head}${time}${cause === null ? '' : `: ${cause}`}`;
  });
}
