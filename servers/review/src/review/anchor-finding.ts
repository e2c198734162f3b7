import type { ChangedFile, Snapshot } from '@codex-pro/git';
import { type CodeRun, changedSide, removedSide, wholeSide } from './code-side.ts';
import { findQuote, type Likeness, type Occurrence } from './find-quote.ts';
import type { Claim } from './finding.ts';
import { namedFile } from './named-file.ts';
import { quoteVariants } from './quote-variants.ts';

/** A finding whose lines are known, because its quote was found there. */
export interface AnchoredFinding {
  /** With the file, the lines and the quote as they are. */
  readonly finding: Claim;
  readonly file: ChangedFile;
  /** Old-side lines where the quote is of code that the change removes; null otherwise. */
  readonly removed: { readonly start: number; readonly end: number } | null;
}

/** A quote with fewer letters and digits than this says too little to be looked for by nearness. */
const tellingCharacters = 8;
/** A quote must say at least this much to be believed when the file's name is wrong. */
const unmistakableCharacters = 24;
/** How far a model's number may be off when it has to choose between equal places. */
const nearLines = 50;

/**
 * Ties a finding to exact lines, or gives null. The quote decides, not the numbers: it is looked for in the new side
 * of the change, first exactly, then without regard to white space; then in the whole new side of the file; then
 * in what the change removes. Of several places, changed lines win, then the one clearly nearest to the number. A
 * quote that says little (`}`, `else {`) counts only where it can mean one place.
 */
export function anchorFinding(finding: Claim, snapshot: Snapshot): AnchoredFinding | null {
  const named = namedFile(snapshot.files, finding.file, snapshot.workspace);
  for (const quote of quoteVariants(finding.quote)) {
    const anchored = named === null ? null : anchorInFile(finding, named, quote);
    if (anchored !== null) return anchored;
  }
  for (const quote of quoteVariants(finding.quote)) {
    const anchored = anchorElsewhere(finding, snapshot.files, quote);
    if (anchored !== null) return anchored;
  }
  return null;
}

/** Every side of a file on which a quote may stand, in the order of belief. */
const sides: readonly {
  readonly of: (file: ChangedFile) => readonly CodeRun[];
  readonly removed: boolean;
}[] = [
  { of: changedSide, removed: false },
  { of: wholeSide, removed: false },
  { of: removedSide, removed: true },
];
const likenesses: readonly Likeness[] = ['exact', 'loose'];

function anchorInFile(finding: Claim, file: ChangedFile, quote: string): AnchoredFinding | null {
  for (const side of sides) {
    for (const likeness of likenesses) {
      const places = findQuote(side.of(file), quote, likeness).filter(
        (place) => !side.removed || place.changed,
      );
      if (places.length === 0) continue;
      const place = isTelling(quote, tellingCharacters)
        ? nearestPlace(places, finding.line_start)
        : onlyPlace(places, quote, file);
      return place === null ? null : anchoredAt(place, finding, file, quote, likeness, side.removed);
    }
  }
  return null;
}

/** The file's name was wrong, or the code is not in it: believed only where a long quote stands in one place of all. */
function anchorElsewhere(
  finding: Claim,
  files: readonly ChangedFile[],
  quote: string,
): AnchoredFinding | null {
  if (!isTelling(quote, unmistakableCharacters)) return null;
  for (const likeness of likenesses) {
    const places = files.flatMap((file) =>
      findQuote(changedSide(file), quote, likeness).map((place) => ({ file, place })),
    );
    if (places.length > 1) return null;
    const [only] = places;
    if (only !== undefined) return anchoredAt(only.place, finding, only.file, quote, likeness, false);
  }
  return null;
}

function nearestPlace(places: readonly Occurrence[], line: number): Occurrence | null {
  const changed = places.filter((place) => place.changed);
  const candidates = changed.length > 0 ? changed : places;
  const distance = (place: Occurrence) => Math.abs(place.first.number - line);
  const [nearest, next] = candidates.toSorted((a, b) => distance(a) - distance(b));
  if (nearest === undefined || next === undefined) return nearest ?? null;
  const clear = distance(nearest) <= nearLines && distance(nearest) * 2 <= distance(next);
  return clear ? nearest : null;
}

/** For quotes that say little: they must be whole lines, and stand once in the file. */
function onlyPlace(places: readonly Occurrence[], quote: string, file: ChangedFile): Occurrence | null {
  const [only] = places;
  if (only === undefined || places.length > 1 || !isTelling(quote, 1)) return null;
  const squeezed = (text: string) => text.replace(/\s+/g, '');
  const isWhole = squeezed(only.lines.map(({ text }) => text).join('')) === squeezed(quote);
  const elsewhere = findQuote(wholeSide(file), quote, 'loose').length;
  return isWhole && elsewhere <= 1 ? only : null;
}

function isTelling(quote: string, least: number): boolean {
  return (quote.match(/[\p{L}\p{N}_]/gu) ?? []).length >= least;
}

function anchoredAt(
  place: Occurrence,
  finding: Claim,
  file: ChangedFile,
  quote: string,
  likeness: Likeness,
  isRemoved: boolean,
): AnchoredFinding {
  const code = place.lines.map(({ text }) => (text.endsWith('\r') ? text.slice(0, -1) : text)).join('\n');
  const removed = isRemoved ? { start: place.first.number, end: place.last.number } : null;
  const stillThere = removed === null || file.status === 'deleted';
  const at = stillThere ? null : lineAfterRemoval(file, place.first.number);
  return {
    file,
    removed,
    finding: {
      ...finding,
      file: file.path,
      line_start: at ?? place.first.number,
      line_end: at ?? place.last.number,
      quote: likeness === 'exact' ? quote : code,
      body: removed === null ? finding.body : `${finding.body}\n\n${removedNote(removed)}`,
      replacement: isRemoved ? null : usefulReplacement(finding.replacement, code),
    },
  };
}

function removedNote(removed: { start: number; end: number }): string {
  const lines =
    removed.start === removed.end ? `line ${removed.start}` : `lines ${removed.start}-${removed.end}`;
  return `The quoted code is removed by this change (old ${lines}).`;
}

/** The new-side line that now stands where an old line was removed. */
function lineAfterRemoval(file: ChangedFile, oldLine: number): number {
  for (const hunk of file.hunks) {
    let oldAt = hunk.oldStart;
    let newAt = hunk.newStart;
    for (const line of hunk.lines) {
      if (line.startsWith('-') && oldAt === oldLine)
        return Math.max(1, Math.min(newAt, lastLine(file, newAt)));
      if (line.startsWith('-') || line.startsWith(' ')) oldAt += 1;
      if (line.startsWith('+') || line.startsWith(' ')) newAt += 1;
    }
  }
  return 1;
}

function lastLine(file: ChangedFile, otherwise: number): number {
  return wholeSide(file)[0]?.length ?? otherwise;
}

/** A replacement that changes nothing is none. Whether it applies is for whoever makes a patch of it. */
function usefulReplacement(replacement: string | null, code: string): string | null {
  if (replacement === null) return null;
  const text = replacement.replaceAll('\r\n', '\n').replace(/\n$/, '');
  return text === code ? null : text;
}
