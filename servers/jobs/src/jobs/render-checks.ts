import { painter, visibleText, wrapText } from '@codex-pro/terminal';
import type * as z from 'zod';
import type { setupShape } from './setup-shape.ts';
import type { View } from './view.ts';

const marks = { ok: '✓', warning: '!', failed: '✗' } as const;
const mostColumns = 120;

/** The checks, a line each, and below those that are not ok the fix. */
export function renderChecks({ summary, checks }: z.output<typeof setupShape>, view: View): string {
  const paint = painter(view.color);
  const paints = { ok: paint.green, warning: paint.yellow, failed: paint.red } as const;
  const columns = Math.min(mostColumns, view.columns);
  const names = Math.max(...checks.map(({ check }) => check.length));
  const left = names + 4;
  const lines = checks.flatMap(({ check, state, detail, fix }) => {
    const [first = '', ...rest] = wrapText(visibleText(detail), Math.max(20, columns - left));
    const fixes = fix === null ? [] : wrapText(visibleText(`→ ${fix}`), Math.max(20, columns - left));
    const indent = ' '.repeat(left);
    return [
      `${paints[state](marks[state])} ${paint.bold(check.padEnd(names))}  ${first}`,
      ...rest.map((line) => indent + line),
      ...fixes.map((line) => indent + paints[state](line)),
    ];
  });
  return `${[...lines, '', summary].join('\n')}\n`;
}
