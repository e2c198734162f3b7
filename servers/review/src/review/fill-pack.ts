import type { ChangedFile } from '@codex-pro/git';
import { fileHeader, hasReturns } from './file-header.ts';
import { isDeletionOnly, piecesOf, pieceText } from './hunk-pieces.ts';
import { fits, nothing, type PackLimits, sizeOf, sum } from './pack-limits.ts';
import { fileRank } from './review-order.ts';
import type { CountTokens } from './token-count.ts';

/** What was chosen of one file. */
export interface FilledFile {
  readonly file: ChangedFile;
  /** The header and the chosen pieces; null where nothing of the file was chosen. */
  readonly text: string | null;
  /** Indexes of the hunks that are not in the text, or only in part. */
  readonly missing: ReadonlySet<number>;
  /** What of the file is in the text. */
  readonly pieces: readonly Piece[];
}

/** The least that is chosen or left. */
export interface Piece {
  readonly file: number;
  /** null for a file whose header says all: a new mode, another name. */
  readonly hunk: number | null;
  readonly text: string;
  /** Of the hunk, how many lines. */
  readonly lines: number;
  readonly rank: number;
}

/** A hunk that only deletes can hardly be wrong by itself, so it is the first to go. */
const deletionRank = 10;

/** The largest piece, as a share of the room: what stays unused when a pack overflows is less than one piece. */
export const pieceShare = 1 / 64;
const leastPiece = 200;

/**
 * Chooses what to send of the files, the most important first, never more than `limits`. Where all fits, all is
 * chosen; else large hunks are cut into pieces, so that little of the room stays unused.
 */
export function fillPack(
  files: readonly ChangedFile[],
  limits: PackLimits,
  count: CountTokens,
): { readonly files: readonly FilledFile[]; readonly all: boolean } {
  const measure = onceAText((text) => sizeOf(text, count));
  const whole = choose(files, Number.POSITIVE_INFINITY, limits, measure);
  if (whole.all) return whole;
  const room = Math.min(limits.characters, limits.tokens * 3);
  return choose(files, Math.max(leastPiece, Math.floor(room * pieceShare)), limits, measure);
}

function choose(
  files: readonly ChangedFile[],
  maxCharacters: number,
  limits: PackLimits,
  measure: (text: string) => PackLimits,
): { files: FilledFile[]; all: boolean } {
  const pieces = files.flatMap((file, index) => piecesOfFile(file, index, maxCharacters));
  const headers = files.map((file) => fileHeader(file));
  const taken = new Set<Piece>();
  const opened = new Set<number>();
  let used = nothing;
  for (const piece of pieces.toSorted((a, b) => a.rank - b.rank)) {
    const header = opened.has(piece.file) ? nothing : measure(headers[piece.file] ?? '');
    const next = sum(used, sum(header, measure(piece.text)));
    if (!fits(next, limits)) continue;
    used = next;
    taken.add(piece);
    opened.add(piece.file);
  }
  const filled = files.map((file, index) => ({
    file,
    texts: opened.has(index) ? [headers[index] ?? ''] : [],
    missing: new Set<number>(),
    pieces: [] as Piece[],
  }));
  for (const piece of pieces) {
    const entry = filled[piece.file];
    if (!taken.has(piece)) {
      if (piece.hunk !== null) entry?.missing.add(piece.hunk);
      continue;
    }
    entry?.pieces.push(piece);
    if (piece.hunk !== null) entry?.texts.push(piece.text);
  }
  return {
    files: filled.map(({ file, texts, missing, pieces: own }) => ({
      file,
      missing,
      pieces: own,
      text: texts.length === 0 ? null : texts.join('\n'),
    })),
    all: taken.size === pieces.length,
  };
}

/** Most pieces are the same in both rounds, and counting tokens is what takes the time. */
function onceAText(measure: (text: string) => PackLimits): (text: string) => PackLimits {
  const known = new Map<string, PackLimits>();
  return (text) => {
    const size = known.get(text) ?? measure(text);
    known.set(text, size);
    return size;
  };
}

/** A file in pieces of at most `maxCharacters`; `index` is what its pieces call it. */
export function piecesOfFile(file: ChangedFile, index: number, maxCharacters: number): Piece[] {
  const rank = fileRank(file.path);
  if (file.hunks.length === 0) return [{ file: index, hunk: null, text: '', lines: 0, rank }];
  const dropReturns = hasReturns(file);
  return file.hunks.flatMap((hunk, hunkIndex) => {
    const hunkRank = isDeletionOnly(hunk) ? rank + deletionRank : rank;
    return piecesOf(hunk, maxCharacters).map((piece) => ({
      file: index,
      hunk: hunkIndex,
      text: pieceText(piece, dropReturns),
      lines: piece.lines.length,
      rank: hunkRank,
    }));
  });
}
