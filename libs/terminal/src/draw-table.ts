import { cutColumns, textColumns, visibleText } from './visible-text.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /**
   * May be cut down to so many columns where the table is too wide, and further where there is nothing left to leave out;
   * without it, never.
   */
  readonly least?: number;
  /** May be left out where cutting is not enough: the highest number goes first. */
  readonly drop?: number;
}

export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const gap = 2;
/** What is left of a column that may be cut, in the narrowest terminal. */
const tightest = 4;

/**
 * A table of at most `width` columns, its titles first: what is too wide is cut with an ellipsis, the widest first, then
 * columns are left out. Never wraps, as long as the columns that may be neither cut nor dropped fit. A line feed or an
 * escape sequence in a cell is shown, not obeyed.
 */
export function drawTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
  paintTitle: (text: string) => string = (text) => text,
): string[] {
  const cells = rows.map((row) => row.map((cell) => ({ ...cell, text: oneLine(cell.text) })));
  const natural = columns.map(({ title }, at) =>
    Math.max(textColumns(title), ...cells.map((row) => textColumns(row[at]?.text ?? ''))),
  );
  const widths = fittedWidths(columns, natural, width);
  const line = (texts: readonly Cell[]): string => {
    const parts = columns.flatMap(({ align }, at) => {
      const room = widths[at] ?? 0;
      const cell = texts[at];
      return room === 0 || cell === undefined ? [] : [padded(cell, room, align)];
    });
    return parts.join(' '.repeat(gap)).trimEnd();
  };
  const head = line(columns.map(({ title }) => ({ text: title, paint: paintTitle })));
  return [head, ...cells.map(line)];
}

function oneLine(text: string): string {
  return visibleText(text.replaceAll(/\s*\n\s*/g, ' '));
}

/** 0 for a column that is left out. */
function fittedWidths(columns: readonly Column[], natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  for (;;) {
    const shown = widths.filter((each) => each > 0);
    const excess = shown.reduce((sum, each) => sum + each, 0) + gap * (shown.length - 1) - width;
    if (excess <= 0) return widths;
    const victim = leastNeeded(columns, widths);
    const roomAbove = (at: number, floor: number | undefined): number =>
      floor === undefined ? 0 : Math.max(0, (widths[at] ?? 0) - floor);
    const spare = columns.reduce((sum, { least }, at) => sum + roomAbove(at, least), 0);
    const isTight = spare < excess && victim === undefined;
    const room = (at: number): number => {
      const { least } = columns[at] ?? {};
      return roomAbove(at, isTight && least !== undefined ? Math.min(least, tightest) : least);
    };
    if (spare < excess && victim !== undefined) {
      widths[victim] = 0;
      continue;
    }
    const widest = columns.reduce<number | undefined>(
      (best, _column, at) =>
        room(at) > 0 && (best === undefined || (widths[at] ?? 0) > (widths[best] ?? 0)) ? at : best,
      undefined,
    );
    if (widest === undefined) return widths;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

function leastNeeded(columns: readonly Column[], widths: readonly number[]): number | undefined {
  let victim: number | undefined;
  columns.forEach(({ drop }, at) => {
    if (drop === undefined || widths[at] === 0) return;
    if (victim === undefined || drop > (columns[victim]?.drop ?? 0)) victim = at;
  });
  return victim;
}

function padded({ text, paint }: Cell, room: number, align: Column['align']): string {
  const cut = cutColumns(text, room);
  const space = ' '.repeat(Math.max(0, room - textColumns(cut)));
  const painted = paint === undefined ? cut : paint(cut);
  return align === 'right' ? space + painted : painted + space;
}
