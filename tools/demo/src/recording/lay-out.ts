import { type Ink, inksOf } from './inks.ts';
import type { PrintedLine } from './record-run.ts';

/** How many columns and rows the drawn terminal has. */
export const columns = 104;
export const rows = 34;

/** One row of the terminal, from its time on. */
export interface Row {
  /** Seconds since the animation began. */
  readonly at: number;
  readonly text: string;
  readonly ink: Ink;
}

/** The command is typed first; seconds. */
export const typing = { from: 0.4, to: 1.4 } as const;
const firstLineAt = 1.8;
/** The answer comes all at once: it is slowed down, by so many seconds a line, so that it can be read. */
const answer = { line: 0.1, heading: 0.9 } as const;

/** When and as which rows the printed lines appear: the work in real time, what it answers slower. */
export function layOut(lines: readonly PrintedLine[]): readonly Row[] {
  const inks = inksOf(lines.map(({ text }) => text));
  const answerFrom = lines.findIndex(({ text }) => text.startsWith('# '));
  let at = 0;
  return lines.flatMap((line, index) => {
    if (answerFrom < 0 || index < answerFrom) at = firstLineAt + line.at;
    else at += /^#|^What /.test(line.text) ? answer.heading : answer.line;
    return broken(line.text).map((text) => ({ at, text, ink: inks[index] ?? 'plain' }));
  });
}

/** A long line goes on below its first word. */
function broken(text: string): string[] {
  const indent = ' '.repeat(/^( *\d+\.\d s {2}| *- | *)/.exec(text)?.[0].length ?? 0);
  const parts: string[] = [];
  let rest = text;
  while (rest.length > columns) {
    const space = rest.lastIndexOf(' ', columns);
    const end = space > columns / 2 ? space : columns;
    parts.push(rest.slice(0, end));
    rest = indent + rest.slice(end).trimStart();
  }
  return [...parts, rest];
}
