import type { PatchChunk, PatchLine } from './patch.ts';
import { PatchProblem } from './patch-problem.ts';
import { type SearchBudget, type SearchedLines, searchedLines, seekLines } from './seek-lines.ts';
import { parseSource, type Replacement, replaceLines } from './source-text.ts';

/**
 * The text of a file with the chunks of an update applied. Chunks stand in the order of the file; one that only adds
 * goes to the end. Lines of context stay as they are in the file, however loosely they were found.
 * Throws PatchProblem where a chunk cannot be placed; `path` is only for its words.
 */
export function applyChunks(
  text: string,
  chunks: readonly PatchChunk[],
  path: string,
  budget: SearchBudget,
): string {
  const source = parseSource(text);
  const lines = searchedLines(source.lines);
  const placed: PlacedChunk[] = [];
  let next = 0;
  for (const chunk of chunks) {
    if (chunk.context !== null) {
      const context = seekLines(lines, [chunk.context], next, false, budget);
      if (context === null) throw new PatchProblem(`Failed to find context '${chunk.context}' in ${path}`);
      next = context + 1;
    }
    const found = placeChunk(lines, chunk, next, budget);
    if (found === null) {
      throw new PatchProblem(
        `Failed to find expected lines in ${path}:\n${oldLines(chunk.lines).join('\n')}`,
      );
    }
    placed.push(found);
    // What only adds stands at the end, and leaves the place of the next one where it was.
    if (chunk.lines.some(({ sign }) => sign !== '+')) next = found.start + oldLines(found.lines).length;
  }
  const replacements = placed.flatMap(replacementsOf);
  return replaceLines(
    source,
    replacements.toSorted((a, b) => a.start - b.start),
  );
}

interface PlacedChunk {
  readonly start: number;
  readonly lines: readonly PatchLine[];
}

function placeChunk(
  searched: SearchedLines,
  { lines, atEnd }: PatchChunk,
  from: number,
  budget: SearchBudget,
): PlacedChunk | null {
  const wanted = oldLines(lines);
  if (wanted.length === 0) return { start: searched.length, lines };
  const start = seekLines(searched, wanted, from, atEnd, budget);
  if (start !== null) return { start, lines };
  if (wanted.at(-1) !== '') return null;
  const shorter = withoutLastEmpty(lines);
  const again = seekLines(searched, oldLines(shorter), from, atEnd, budget);
  return again === null ? null : { start: again, lines: shorter };
}

function oldLines(lines: readonly PatchLine[]): readonly string[] {
  return lines.filter(({ sign }) => sign !== '+').map(({ text }) => text);
}

/**
 * An empty line at the end of what is wanted may stand for the end of the file, which is no line: without it, and
 * without an empty last line of what shall be there, the chunk gets a second chance.
 */
function withoutLastEmpty(lines: readonly PatchLine[]): readonly PatchLine[] {
  const lastOld = lines.findLastIndex(({ sign }) => sign !== '+');
  const shorter = lines.flatMap((line, index): PatchLine[] => {
    if (index !== lastOld) return [line];
    return line.sign === ' ' ? [{ sign: '+', text: line.text }] : [];
  });
  const lastNew = shorter.findLastIndex(({ sign }) => sign !== '-');
  return shorter[lastNew]?.text === '' ? shorter.toSpliced(lastNew, 1) : shorter;
}

/** The changes of a placed chunk, line by line: what is kept is not touched. */
function replacementsOf({ start, lines }: PlacedChunk): readonly Replacement[] {
  const replacements: Replacement[] = [];
  let place = start;
  let open: { start: number; count: number; lines: string[] } | null = null;
  for (const { sign, text } of lines) {
    if (sign === ' ') {
      place += 1;
      open = null;
      continue;
    }
    if (open === null) {
      open = { start: place, count: 0, lines: [] };
      replacements.push(open);
    }
    if (sign === '+') {
      open.lines.push(text);
    } else {
      open.count += 1;
      place += 1;
    }
  }
  return replacements;
}
