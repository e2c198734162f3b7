/** Lines to put in place of others. */
export interface Edit {
  /** First line that goes, from 1. */
  readonly start: number;
  /** Last line that goes, inclusive. */
  readonly end: number;
  /** What comes instead, without line ends; none removes the lines. */
  readonly lines: readonly string[];
}

const context = 3;

/**
 * The edits of one file as git writes a diff, with `a/` and `b/`. The edits must not overlap, and must lie inside the
 * text. Line ends are those of the lines that go; a last line without one stays so.
 */
export function unifiedDiff(path: string, content: string, edits: readonly Edit[]): string {
  const endsOpen = content !== '' && !content.endsWith('\n');
  const lines = content.split('\n');
  if (!endsOpen) lines.pop();
  const rows: string[] = [`--- ${quotedPath(`a/${path}`)}`, `+++ ${quotedPath(`b/${path}`)}`];
  let shift = 0;
  for (const group of neighbours(edits.toSorted((a, b) => a.start - b.start))) {
    const from = Math.max(1, (group[0]?.start ?? 1) - context);
    const to = Math.min(lines.length, (group.at(-1)?.end ?? 1) + context);
    const body = bodyOf(group, lines, from, to, endsOpen);
    const newLines = to - from + 1 + grown(group);
    const newStart = newLines === 0 ? from + shift - 1 : from + shift;
    rows.push(`@@ -${from},${to - from + 1} +${newStart},${newLines} @@`, ...body);
    shift += grown(group);
  }
  return `${rows.join('\n')}\n`;
}

/** Edits whose context meets share a hunk. */
function neighbours(edits: readonly Edit[]): Edit[][] {
  const groups: Edit[][] = [];
  for (const edit of edits) {
    const last = groups.at(-1);
    const end = last?.at(-1)?.end;
    if (last !== undefined && end !== undefined && edit.start - end <= 2 * context) last.push(edit);
    else groups.push([edit]);
  }
  return groups;
}

function grown(edits: readonly Edit[]): number {
  return edits.reduce((total, { start, end, lines }) => total + lines.length - (end - start + 1), 0);
}

const openEnd = '\\ No newline at end of file';

function bodyOf(
  edits: readonly Edit[],
  lines: readonly string[],
  from: number,
  to: number,
  endsOpen: boolean,
): string[] {
  const rows: string[] = [];
  const isLast = (number: number): boolean => endsOpen && number === lines.length;
  let at = from;
  for (const edit of edits) {
    for (; at < edit.start; at += 1) rows.push(` ${lines[at - 1] ?? ''}`);
    const returns = lines[edit.start - 1]?.endsWith('\r') === true ? '\r' : '';
    for (; at <= edit.end; at += 1) {
      rows.push(`-${lines[at - 1] ?? ''}`);
      if (isLast(at)) rows.push(openEnd);
    }
    for (const line of edit.lines) rows.push(`+${line}${returns}`);
    if (isLast(edit.end) && edit.lines.length > 0) rows.push(openEnd);
  }
  for (; at <= to; at += 1) {
    rows.push(` ${lines[at - 1] ?? ''}`);
    if (isLast(at)) rows.push(openEnd);
  }
  return rows;
}

/** As git quotes a name in a diff header: like a C string where a character in it could end it. */
function quotedPath(path: string): string {
  // git ends an unquoted name with spaces by a tab.
  if (!/[\p{Cc}"\\]/u.test(path)) return path.includes(' ') ? `${path}\t` : path;
  const escaped = path.replace(/[\p{Cc}"\\]/gu, (character) => {
    const short = shortEscapes.get(character);
    if (short !== undefined) return short;
    return `\\${(character.codePointAt(0) ?? 0).toString(8).padStart(3, '0')}`;
  });
  return `"${escaped}"`;
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);
