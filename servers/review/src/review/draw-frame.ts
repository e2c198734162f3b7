import { cutColumns, textColumns, visibleText } from '@codex-pro/terminal';
import type { CodeFrame, FrameRow } from './code-frame.ts';
import type { Finding } from './finding.ts';

/** Which colour a part of a frame gets; the identity where there are no colours. */
export interface FramePaint {
  readonly gutter: (text: string) => string;
  readonly marked: (text: string) => string;
  readonly caret: (text: string) => string;
}

export const unpainted: FramePaint = { gutter: plain, marked: plain, caret: plain };

function plain(text: string): string {
  return text;
}

/** Draws a frame: a mark, the number, the sign, a bar, the code; carets below where only a part of a line is meant. */
export function drawFrame(frame: CodeFrame, columns: number, paint: FramePaint): string[] {
  const width = Math.max(...frame.rows.map((row) => String(row.number ?? '').length), 1);
  return frame.rows.flatMap((row) => {
    const gutter = `${row.marked ? '>' : ' '} ${String(row.number ?? '').padStart(width)} ${row.sign}│ `;
    const room = Math.max(20, columns - gutter.length);
    const code = cutColumns(visibleText(row.text), room);
    const line =
      code === ''
        ? paint.gutter(gutter.trimEnd())
        : paint.gutter(gutter) + (row.marked ? paint.marked(code) : code);
    const carets = row.marked ? caretsUnder(row, frame, room) : null;
    if (carets === null) return [line];
    return [line, `${paint.gutter(`${' '.repeat(gutter.length - 2)}│ `)}${paint.caret(carets)}`];
  });
}

function caretsUnder(row: FrameRow, frame: CodeFrame, room: number): string | null {
  if (frame.columns === null) return null;
  const { start, end } = frame.columns;
  const before = textColumns(visibleText(row.text.slice(0, start)));
  const under = textColumns(visibleText(row.text.slice(start, end)));
  if (before >= room) return null;
  return ' '.repeat(before) + '^'.repeat(Math.max(1, Math.min(under, room - before)));
}

/** A frame from the finding alone, without lines around it: for results that are read back later. */
export function frameOfQuote(finding: Finding): CodeFrame {
  const rows = finding.quote.split('\n').map((text, index) => ({
    number: finding.line_start + index,
    sign: ' ' as const,
    text,
    marked: true,
  }));
  return { rows, columns: null };
}
