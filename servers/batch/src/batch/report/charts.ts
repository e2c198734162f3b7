import { escapeHtml } from './escape-html.ts';

const width = 560;
const height = 180;
const left = 44;
const bottom = 28;

/** Points of a line that rises from nothing to all, over time in seconds. */
export function progressChart(seconds: readonly number[]): string {
  const ends = [...seconds].sort((a, b) => a - b);
  const last = ends.at(-1) ?? 0;
  if (ends.length === 0) return empty('No chunk was sent.');
  const x = (value: number): number => left + (last === 0 ? 1 : value / last) * (width - left - 8);
  const y = (count: number): number => height - bottom - (count / ends.length) * (height - bottom - 10);
  // A few hundred points draw the same line as ten thousand.
  const step = Math.max(1, Math.floor(ends.length / 400));
  const points = ends.flatMap((end, at) =>
    at % step === 0 || at === ends.length - 1 ? [`${x(end).toFixed(1)},${y(at + 1).toFixed(1)}`] : [],
  );
  const line = `<polyline class="line" points="${x(0)},${y(0)} ${points.join(' ')}"/>`;
  return svg('Progress over time', line, [
    text(left, height - 8, '0 s', 'start'),
    text(width - 8, height - 8, shortNumber(last, ' s'), 'end'),
    text(left - 6, y(ends.length) + 4, String(ends.length), 'end'),
    text(left - 6, y(0), '0', 'end'),
  ]);
}

/** How often values of each size come, in twenty bars. */
export function histogram(title: string, values: readonly number[], unit: string): string {
  if (values.length === 0) return empty('Nothing is known.');
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  const bars = most === least ? 1 : 20;
  const counts = Array.from({ length: bars }, () => 0);
  for (const value of values) {
    const at = bars === 1 ? 0 : Math.min(bars - 1, Math.floor(((value - least) / (most - least)) * bars));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const tallest = Math.max(...counts);
  const room = (width - left - 8) / bars;
  const rectangles = counts.map((count, at) => {
    const tall = (count / tallest) * (height - bottom - 10);
    const x = (left + at * room).toFixed(1);
    return `<rect class="bar" x="${x}" y="${(height - bottom - tall).toFixed(1)}" width="${Math.max(1, room - 2).toFixed(1)}" height="${tall.toFixed(1)}"/>`;
  });
  return svg(title, rectangles.join(''), [
    text(left, height - 8, shortNumber(least, unit), 'start'),
    text(width - 8, height - 8, shortNumber(most, unit), 'end'),
    text(left - 6, 18, String(tallest), 'end'),
  ]);
}

function svg(title: string, drawing: string, labels: readonly string[]): string {
  const axis = `<path class="axis" d="M${left} 8V${height - bottom}H${width - 8}"/>`;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}">${axis}${drawing}${labels.join('')}</svg>`;
}

function text(x: number, y: number, words: string, anchor: 'start' | 'end'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escapeHtml(words)}</text>`;
}

function empty(words: string): string {
  return `<p class="empty">${escapeHtml(words)}</p>`;
}

function shortNumber(value: number, unit: string): string {
  return `${unit === ' USD' ? value.toPrecision(2) : value.toFixed(value < 10 ? 2 : 0)}${unit}`;
}
