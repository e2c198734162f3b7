/** The lines of a file with their ends. */
export interface SourceText {
  readonly lines: readonly string[];
  /** The end of each line; empty only for a last line without one. */
  readonly ends: readonly string[];
  /** What new lines end in: as the first line of the file does. */
  readonly end: string;
}

/** Stretches of lines to replace: in order, none over another. */
export interface Replacement {
  readonly start: number;
  readonly count: number;
  readonly lines: readonly string[];
}

/** Splits at LF, CRLF and CR, whichever comes: files of mixed ends keep them line by line. */
export function parseSource(text: string): SourceText {
  const lines: string[] = [];
  const ends: string[] = [];
  let start = 0;
  for (const match of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push(text.slice(start, match.index));
    ends.push(match[0]);
    start = match.index + match[0].length;
  }
  if (start < text.length) {
    lines.push(text.slice(start));
    ends.push('');
  }
  return { lines, ends, end: ends.find((each) => each !== '') ?? '\n' };
}

/** The text with the replacements made. A missing end of the last line is added, as the Codex CLI does. */
export function replaceLines(source: SourceText, replacements: readonly Replacement[]): string {
  const parts: string[] = [];
  let next = 0;
  const keep = (until: number) => {
    for (; next < until; next += 1) parts.push(source.lines[next] ?? '', source.ends[next] || source.end);
  };
  for (const { start, count, lines } of replacements) {
    keep(start);
    for (const line of lines) parts.push(line, source.end);
    next = start + count;
  }
  keep(source.lines.length);
  return parts.join('');
}
