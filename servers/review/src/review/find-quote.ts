import type { CodeLine, CodeRun } from './code-side.ts';

/** Where a quote stands. */
export interface Occurrence {
  readonly first: CodeLine;
  readonly last: CodeLine;
  /** The lines it covers, whole. */
  readonly lines: readonly CodeLine[];
  /** It covers at least one changed line. */
  readonly changed: boolean;
}

/** `exact`: character for character, line ends aside. `loose`: spaces, tabs and line breaks do not count. */
export type Likeness = 'exact' | 'loose';

/**
 * Finds a quote in runs of code. It may begin and end inside a line, but not inside a word: `get(1)` is not in
 * `widget(1)`.
 */
export function findQuote(runs: readonly CodeRun[], quote: string, likeness: Likeness): Occurrence[] {
  const needle = readable(quote.split('\n'), likeness).text;
  if (needle === '') return [];
  return runs.flatMap((run) => findInRun(run, needle, likeness));
}

function findInRun(run: CodeRun, needle: string, likeness: Likeness): Occurrence[] {
  const found: Occurrence[] = [];
  const { text, lineAt, wordBreakBefore } = readableRun(run, likeness);
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + 1)) {
    const end = at + needle.length;
    if (!wordBreakBefore(at) || !wordBreakBefore(end)) continue;
    const lines = run.slice(lineAt(at), lineAt(end - 1) + 1);
    const first = lines[0];
    const last = lines.at(-1);
    if (first === undefined || last === undefined) continue;
    const before = found.at(-1);
    // Twice in the same lines is one place.
    if (before?.first === first && before.last === last) continue;
    found.push({ first, last, lines, changed: lines.some((line) => line.changed) });
  }
  return found;
}

interface Readable {
  readonly text: string;
  /** Index of the line that a character of `text` stands in. */
  readonly lineAt: (offset: number) => number;
  /** True where no word goes on across this offset. */
  readonly wordBreakBefore: (offset: number) => boolean;
}

const runsMade = { exact: new WeakMap<CodeRun, Readable>(), loose: new WeakMap<CodeRun, Readable>() };

/** Many quotes are looked for in the same run: its text is made once. */
function readableRun(run: CodeRun, likeness: Likeness): Readable {
  const known = runsMade[likeness].get(run);
  if (known !== undefined) return known;
  const made = readable(
    run.map((line) => line.text),
    likeness,
  );
  runsMade[likeness].set(run, made);
  return made;
}

/** The lines as one text to search in, with the way back from its characters to lines. */
function readable(lines: readonly string[], likeness: Likeness): Readable {
  const kept: string[] = [];
  /** Offset in the text at which each line begins. */
  const starts: number[] = [];
  /** Offsets at which white space was left out. */
  const gaps = new Set<number>();
  let length = 0;
  for (const line of lines) {
    starts.push(length);
    if (likeness === 'exact') {
      const text = line.endsWith('\r') ? line.slice(0, -1) : line;
      kept.push(text);
      length += text.length + 1;
    } else {
      gaps.add(length);
      for (const word of line.split(/\s+/)) {
        kept.push(word);
        length += word.length;
        gaps.add(length);
      }
    }
  }
  const text = kept.join(likeness === 'exact' ? '\n' : '');
  return {
    text,
    lineAt: (offset) => lastNotAfter(starts, offset),
    wordBreakBefore: (offset) =>
      gaps.has(offset) || !(wordPart.test(text[offset - 1] ?? '') && wordPart.test(text[offset] ?? '')),
  };
}

const wordPart = /[\p{L}\p{N}_$]/u;

/** Index of the last start that is not after the offset: the line it is in. */
function lastNotAfter(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
