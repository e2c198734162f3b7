import type { UsageShown } from './usage-shape.ts';

export type UsageRow = UsageShown['rows'][number];

const dayMs = 86_400_000;

/** The rows of a report by day, with a row of nothing for each day on which nothing was used. */
export function everyDay(report: Pick<UsageShown, 'rows' | 'since'>, now: number): UsageRow[] {
  const known = new Map(report.rows.map((row) => [row.key, row]));
  const days: UsageRow[] = [];
  // From noon to noon: a day with a clock change has 23 or 25 hours.
  for (let noon = new Date(report.since).setHours(12, 0, 0, 0); ; noon = nextNoon(noon)) {
    const key = localDay(noon);
    days.push(known.get(key) ?? nothing(key));
    if (key >= localDay(now)) return days;
  }
}

function nextNoon(noon: number): number {
  return new Date(noon + dayMs).setHours(12, 0, 0, 0);
}

function localDay(time: number): string {
  const date = new Date(time);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function nothing(key: string): UsageRow {
  return {
    key,
    requests: 0,
    attempts: 0,
    input_tokens: 0,
    cached_input_tokens: 0,
    output_tokens: 0,
    reasoning_tokens: 0,
    cost_usd: null,
  };
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `width` columns at most, to an eighth of a column; whatever is more than nothing is seen. */
export function bar(value: number, largest: number, width: number): string {
  if (value <= 0 || largest <= 0) return '';
  const parts = Math.max(1, Math.round((value / largest) * width * 8));
  return '█'.repeat(Math.floor(parts / 8)) + (eighths[parts % 8] ?? '');
}
