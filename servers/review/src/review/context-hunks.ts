import type { ChangedFile, Hunk } from '@codex-pro/git';

/** Lines above a hunk in which the head of its function is looked for, and lines that are shown below it. */
const reach = { above: 60, below: 20 } as const;
/** What git itself gives. */
const leastContext = 3;

/** The whole new side with the removed lines in their places, as one hunk; none where the text is not at hand. */
export function fileInFull(file: ChangedFile): Hunk[] {
  const lines = linesOf(file);
  if (lines === null || file.hunks.length === 0) return [];
  return widened(file, lines, () => ({ from: 1, to: lines.length }));
}

/**
 * The hunks with the function around each: from the nearest line above that opens a block less indented than the
 * changed code, to where that block closes. Hunks that meet become one. The same hunks where the text is not at hand.
 */
export function hunksInFunctions(file: ChangedFile): readonly Hunk[] {
  const lines = linesOf(file);
  if (lines === null) return file.hunks;
  return widened(file, lines, (hunk) => functionAround(hunk, lines));
}

function linesOf(file: ChangedFile): readonly string[] | null {
  if (file.content === null) return null;
  const lines = file.content.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function functionAround(hunk: Hunk, lines: readonly string[]): Span {
  const first = Math.max(1, hunk.newStart);
  const last = Math.max(first, hunk.newStart + hunk.newLines - 1);
  const inner = leastIndent(lines.slice(first - 1, last));
  let from = first;
  let depth = inner;
  for (let at = first - 1; at >= Math.max(1, first - reach.above) && depth > 0; at -= 1) {
    const indent = indentOf(lines[at - 1]);
    if (indent === null || indent >= depth) continue;
    depth = indent;
    from = at;
  }
  let to = last;
  for (let at = last + 1; at <= Math.min(lines.length, last + reach.below); at += 1) {
    const indent = indentOf(lines[at - 1]);
    to = at;
    if (indent !== null && indent <= depth && inner > depth) break;
  }
  return { from, to };
}

function leastIndent(lines: readonly string[]): number {
  const indents = lines.map(indentOf).filter((indent) => indent !== null);
  return indents.length === 0 ? 0 : Math.min(...indents);
}

/** Counts as four columns. */
const tab = 9;

/** null for a blank line. */
function indentOf(line: string | undefined): number | null {
  if (line === undefined || line.trim() === '') return null;
  const code = line.length - line.trimStart().length;
  let columns = code;
  for (let at = 0; at < code; at += 1) if (line.charCodeAt(at) === tab) columns += 3;
  return columns;
}

/** Each hunk stretched to its span of the new side; a hunk never shrinks, and what meets is one. */
function widened(file: ChangedFile, lines: readonly string[], spanOf: (hunk: Hunk) => Span): Hunk[] {
  const wide: Hunk[] = [];
  for (const hunk of file.hunks) {
    const { before, after } = roomAround(hunk, lines.length);
    const { from, to } = spanOf(hunk);
    const top = Math.min(before, Math.max(0, before + 1 - from));
    const last = wide.at(-1);
    const shown = last === undefined ? 0 : last.newStart + last.newLines - 1;
    const gap = last === undefined ? before : before - shown;
    const meets = last !== undefined && gap <= Math.max(top, leastContext);
    const taken = meets ? gap : Math.min(top, gap);
    const head = lines.slice(before - taken, before);
    const tail = lines.slice(after, Math.min(to, nextStart(file, hunk, lines.length)));
    const oldBefore = hunk.oldLines === 0 ? hunk.oldStart + 1 : hunk.oldStart;
    const own: Hunk = {
      oldStart: oldBefore - head.length,
      oldLines: hunk.oldLines + head.length + tail.length,
      newStart: before - head.length + 1,
      newLines: hunk.newLines + head.length + tail.length,
      heading: head.length > 0 && from === 1 ? '' : hunk.heading,
      lines: [...head.map(unchanged), ...hunk.lines, ...tail.map(unchanged)],
    };
    if (meets) wide[wide.length - 1] = joined(last, own);
    else wide.push(own);
  }
  return wide;
}

/** New-side lines before the hunk, and up to its end. */
function roomAround(hunk: Hunk, total: number): { before: number; after: number } {
  // Where a hunk has no new line, git names the line before it.
  const before = hunk.newLines === 0 ? hunk.newStart : hunk.newStart - 1;
  return { before: Math.max(0, before), after: Math.min(total, before + hunk.newLines) };
}

/** The last line that may be shown below a hunk: the one before the next hunk. */
function nextStart(file: ChangedFile, hunk: Hunk, total: number): number {
  const next = file.hunks[file.hunks.indexOf(hunk) + 1];
  return next === undefined ? total : roomAround(next, total).before;
}

function joined(first: Hunk, second: Hunk): Hunk {
  return {
    ...first,
    oldLines: first.oldLines + second.oldLines,
    newLines: first.newLines + second.newLines,
    lines: [...first.lines, ...second.lines],
  };
}

function unchanged(line: string): string {
  return ` ${line}`;
}
