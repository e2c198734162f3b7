import { PatchProblem } from './patch-problem.ts';
import { trim, trimEnd } from './white-space.ts';

/** Lines that are searched, at each degree of likeness, prepared once a file. */
export interface SearchedLines {
  readonly length: number;
  at(degree: number): readonly string[];
}

/** Ever looser: as it is, without white space at the end, at both ends, and with typographic characters made plain. */
const degrees: readonly ((line: string) => string)[] = [
  (line) => line,
  trimEnd,
  trim,
  (line) => plain(trim(line)),
];

export function searchedLines(lines: readonly string[]): SearchedLines {
  const prepared: (readonly string[] | undefined)[] = [lines];
  return {
    length: lines.length,
    at(degree) {
      const known = prepared[degree];
      if (known !== undefined) return known;
      const made = lines.map(degrees[degree] ?? ((line) => line));
      prepared[degree] = made;
      return made;
    },
  };
}

/** How many places may be looked at for one patch: it bounds the time of a patch with very many chunks. */
export interface SearchBudget {
  left: number;
}

/**
 * Where the lines of `wanted` stand, at or after `from`; null where nowhere. The first place at the strictest degree
 * that has any wins. With `atEnd` only the end of the file will do. Nothing wanted stands at `from`.
 * Throws PatchProblem when the budget is used up.
 */
export function seekLines(
  lines: SearchedLines,
  wanted: readonly string[],
  from: number,
  atEnd: boolean,
  budget: SearchBudget,
): number | null {
  if (wanted.length === 0) return from;
  const last = lines.length - wanted.length;
  const first = atEnd ? Math.max(last, from) : from;
  if (last < 0 || first > last) return null;
  for (const [degree, likeness] of degrees.entries()) {
    const found = seekAt(lines.at(degree), wanted.map(likeness), first, last, budget);
    if (found !== null) return found;
  }
  return null;
}

function seekAt(
  lines: readonly string[],
  wanted: readonly string[],
  first: number,
  last: number,
  budget: SearchBudget,
): number | null {
  for (let place = first; place <= last; place += 1) {
    let same = 0;
    while (same < wanted.length && lines[place + same] === wanted[same]) same += 1;
    budget.left -= same + 1;
    if (budget.left < 0)
      throw new PatchProblem('The patch takes too long to place: split it into smaller ones.');
    if (same === wanted.length) return place;
  }
  return null;
}

const dashes = /[\u2010-\u2015\u2212]/g;
const singleQuotes = /[\u2018-\u201b]/g;
const doubleQuotes = /[\u201c-\u201f]/g;
const spaces = /[\u00a0\u2002-\u200a\u202f\u205f\u3000]/g;

/** Typographic dashes, quotes and spaces as ASCII, as the Codex CLI takes them. */
function plain(text: string): string {
  return text.replace(dashes, '-').replace(singleQuotes, "'").replace(doubleQuotes, '"').replace(spaces, ' ');
}
