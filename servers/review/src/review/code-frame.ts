import type { Hunk } from '@codex-pro/git';
import type { AnchoredFinding } from './anchor-finding.ts';
import { type CodeLine, changedSide, wholeSide } from './code-side.ts';

export interface FrameRow {
  /** New-side number, old-side for a removed line; null for a row that stands for lines left out. */
  readonly number: number | null;
  readonly sign: ' ' | '+' | '-';
  readonly text: string;
  /** The finding is about this line. */
  readonly marked: boolean;
}

/** The lines of a finding with some around them, ready to be drawn. JSON-safe. */
export interface CodeFrame {
  readonly rows: readonly FrameRow[];
  /** Where the quote stands in the one marked row, in UTF-16 units from 0, end exclusive; null where whole lines are meant. */
  readonly columns: { readonly start: number; readonly end: number } | null;
}

const contextLines = 2;
/** Of a longer quote the first and last lines are shown. */
const maxMarkedLines = 12;
const maxRowCharacters = 240;

export function codeFrame(anchored: AnchoredFinding): CodeFrame {
  const { file, finding, removed } = anchored;
  if (removed !== null) {
    const hunk = file.hunks.find((one) => contains(one, removed.start));
    return hunk === undefined ? { rows: [], columns: null } : frameOf(removedRows(hunk, removed), null);
  }
  const whole = wholeSide(file);
  const runs = whole.length > 0 ? whole : changedSide(file);
  const run = runs.find((lines) => lines.some((line) => line.number === finding.line_start)) ?? [];
  const rows = run.map((line) => rowOf(line, finding.line_start, finding.line_end));
  return frameOf(rows, finding.quote);
}

function rowOf(line: CodeLine, start: number, end: number): FrameRow {
  return {
    number: line.number,
    sign: line.changed ? '+' : ' ',
    text: line.text.endsWith('\r') ? line.text.slice(0, -1) : line.text,
    marked: line.number >= start && line.number <= end,
  };
}

function removedRows(hunk: Hunk, removed: { readonly start: number; readonly end: number }): FrameRow[] {
  let oldAt = hunk.oldStart;
  let newAt = hunk.newStart;
  const rows: FrameRow[] = [];
  for (const line of hunk.lines) {
    const text = line.slice(1);
    if (line.startsWith('-')) {
      rows.push({ number: oldAt, sign: '-', text, marked: oldAt >= removed.start && oldAt <= removed.end });
    } else if (line.startsWith('+')) rows.push({ number: newAt, sign: '+', text, marked: false });
    else if (line.startsWith(' ')) rows.push({ number: newAt, sign: ' ', text, marked: false });
    if (line.startsWith('-') || line.startsWith(' ')) oldAt += 1;
    if (line.startsWith('+') || line.startsWith(' ')) newAt += 1;
  }
  return rows;
}

function frameOf(rows: readonly FrameRow[], quote: string | null): CodeFrame {
  const first = rows.findIndex((row) => row.marked);
  const last = rows.findLastIndex((row) => row.marked);
  if (first === -1) return { rows: [], columns: null };
  const shown = rows.slice(Math.max(0, first - contextLines), last + 1 + contextLines);
  return { rows: shorten(shown).map(cut), columns: columnsOf(rows.slice(first, last + 1), quote) };
}

function shorten(rows: readonly FrameRow[]): readonly FrameRow[] {
  const marked = rows.filter((row) => row.marked);
  if (marked.length <= maxMarkedLines) return rows;
  const half = maxMarkedLines / 2;
  const hidden = new Set(marked.slice(half, -half));
  const gap: FrameRow = { number: null, sign: ' ', text: `(${hidden.size} more lines)`, marked: true };
  return rows.flatMap((row) => (!hidden.has(row) ? [row] : row === marked[half] ? [gap] : []));
}

function cut(row: FrameRow): FrameRow {
  if (row.text.length <= maxRowCharacters) return row;
  return { ...row, text: `${row.text.slice(0, maxRowCharacters - 1)}…` };
}

function columnsOf(marked: readonly FrameRow[], quote: string | null): CodeFrame['columns'] {
  const [only] = marked;
  if (only === undefined || marked.length > 1 || quote === null || quote.includes('\n')) return null;
  const start = only.text.indexOf(quote);
  const end = start + quote.length;
  const isWhole = only.text.trim() === quote.trim();
  return start === -1 || isWhole || end > maxRowCharacters - 1 ? null : { start, end };
}

function contains(hunk: Hunk, oldLine: number): boolean {
  return oldLine >= hunk.oldStart && oldLine < hunk.oldStart + hunk.oldLines;
}
