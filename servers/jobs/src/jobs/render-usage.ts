import {
  type Cell,
  type Column,
  drawTable,
  painter,
  visibleText,
  wrapFacts,
  wrapText,
} from '@codex-pro/terminal';
import { holdLines, quotaLines } from './quota-lines.ts';
import { bar, everyDay, type UsageRow } from './usage-rows.ts';
import type { UsageShown } from './usage-shape.ts';
import type { TimedView } from './view.ts';
import { amount, dollars } from './words.ts';

/** Columns that the bars get at least and at most, and what the figures beside them need. */
const bars = { least: 8, most: 40, besides: 68 } as const;

/** Usage as a table with a bar a row: by cost where every row has one, else by tokens. */
export function renderUsage(report: UsageShown, view: TimedView): string {
  const paint = painter(view.color);
  const rows = report.by === 'day' ? everyDay(report, view.now) : report.rows;
  const costs = rows.every((row) => row.cost_usd !== null || row.requests === 0);
  const worth = (row: UsageRow): number =>
    costs ? (row.cost_usd ?? 0) : row.input_tokens + row.output_tokens;
  const largest = Math.max(0, ...rows.map(worth));
  const width = Math.max(bars.least, Math.min(bars.most, view.columns - bars.besides));
  const columns: Column[] = [
    { title: report.by.toUpperCase(), least: 10 },
    { title: costs ? 'COST' : 'TOKENS', drop: 2 },
    { title: 'USD', align: 'right' },
    { title: 'REQUESTS', align: 'right', drop: 3 },
    { title: 'IN', align: 'right' },
    { title: 'CACHED', align: 'right', drop: 4 },
    { title: 'OUT', align: 'right' },
    { title: 'REASONING', align: 'right', drop: 5 },
  ];
  const figures = (row: UsageShown['total']): Cell[] => {
    if (row.requests === 0) return [];
    const { input_tokens: input, cached_input_tokens: cached, output_tokens: output } = row;
    const counts = [row.requests, input, cached, output, row.reasoning_tokens];
    return [dollars(row.cost_usd), ...counts.map(amount)].map((text) => ({ text }));
  };
  const lines = drawTable(
    columns,
    [
      ...rows.map((row) => [
        { text: row.key ?? 'none' },
        { text: bar(worth(row), largest, width), paint: paint.cyan },
        ...figures(row),
      ]),
      [{ text: 'total', paint: paint.bold }, { text: '' }, ...figures(report.total)],
    ],
    view.columns,
    paint.dim,
  );
  const wrapped = (text: string): string[] => wrapText(visibleText(text), view.columns);
  lines.push('', ...wrapped(report.cost_note).map(paint.dim));
  lines.push('', ...wrapFacts(['quota', ...quotaLines(report.limits, view.now)], view.columns));
  if (report.limits_note !== null) lines.push(...wrapped(report.limits_note).map(paint.dim));
  for (const line of holdLines(report.holds, view.now)) lines.push(...wrapped(line).map(paint.red));
  if (report.holds.length > 0) lines.push('run reset opens them.');
  return `${lines.join('\n')}\n`;
}
