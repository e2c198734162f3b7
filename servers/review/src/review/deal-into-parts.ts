import type { ChangedFile } from '@codex-pro/git';
import { fileHeader } from './file-header.ts';
import { type FilledFile, type Piece, pieceShare, piecesOfFile } from './fill-pack.ts';
import { fits, nothing, type PackLimits, sizeOf, sum } from './pack-limits.ts';
import type { CountTokens } from './token-count.ts';

/** A part is closed before a file is cut in two only when it is this full. */
const fullEnough = 0.94;
/** Of all parts together, what is planned for, tried in this order: the headers of files that are cut count twice. */
const planned = [1, 0.98, 0.95] as const;
const leastPiece = 200;

/**
 * Deals a change that is too large for one request into several, each within `limits`, in the order of the files. Every
 * part but the last is at least nine tenths full. What finds no room in `mostParts` is missing from all: hunks that only
 * delete first, then by importance.
 */
export function dealIntoParts(
  ordered: readonly ChangedFile[],
  limits: PackLimits,
  mostParts: number,
  count: CountTokens,
): readonly (readonly FilledFile[])[] {
  const maxPiece = Math.max(
    leastPiece,
    Math.floor(Math.min(limits.characters, limits.tokens * 3) * pieceShare),
  );
  const sizes = new Map<Piece, PackLimits>();
  const pieces = ordered.flatMap((file, index) => piecesOfFile(file, index, maxPiece));
  for (const piece of pieces) sizes.set(piece, sizeOf(piece.text, count));
  const byFile = Map.groupBy(pieces, (piece) => piece.file);
  const headers = ordered.map((file) => sizeOf(fileHeader(file), count));
  let parts: Piece[][] = [];
  for (const share of planned) {
    const wanted = mostImportant(pieces, headers, sizes, {
      tokens: limits.tokens * mostParts * share,
      characters: limits.characters * mostParts * share,
    });
    const kept = ordered.map((_, index) => (byFile.get(index) ?? []).filter((piece) => wanted.has(piece)));
    parts = deal(kept, headers, sizes, limits);
    if (parts.length <= mostParts) break;
  }
  return parts.slice(0, mostParts).map((part) => filledFrom(part, ordered, byFile));
}

/** Puts the pieces of each file into parts, in order. A part closes at the end of a file where it is full enough. */
function deal(
  byFile: readonly (readonly Piece[])[],
  headers: readonly PackLimits[],
  sizes: ReadonlyMap<Piece, PackLimits>,
  limits: PackLimits,
): Piece[][] {
  const sizeIn = (of: readonly Piece[], header: PackLimits): PackLimits =>
    of.reduce((total, piece) => sum(total, sizes.get(piece) ?? nothing), header);
  const parts: Piece[][] = [[]];
  let used = nothing;
  let opened = -1;
  const put = (piece: Piece): boolean => {
    const header = opened === piece.file ? nothing : (headers[piece.file] ?? nothing);
    const next = sum(used, sizeIn([piece], header));
    if (!fits(next, limits)) return false;
    used = next;
    opened = piece.file;
    parts.at(-1)?.push(piece);
    return true;
  };
  const openPart = (): void => {
    parts.push([]);
    used = nothing;
    opened = -1;
  };
  for (const [index, own] of byFile.entries()) {
    const header = headers[index] ?? nothing;
    const isFull = Math.max(used.tokens / limits.tokens, used.characters / limits.characters) >= fullEnough;
    if (isFull && !fits(sum(used, sizeIn(own, header)), limits)) openPart();
    for (const piece of own) {
      if (put(piece) || !fits(sizeIn([piece], header), limits)) continue;
      openPart();
      put(piece);
    }
  }
  return parts.filter((part) => part.length > 0);
}

function mostImportant(
  pieces: readonly Piece[],
  headers: readonly PackLimits[],
  sizes: ReadonlyMap<Piece, PackLimits>,
  limits: PackLimits,
): ReadonlySet<Piece> {
  const taken = new Set<Piece>();
  const opened = new Set<number>();
  let used = nothing;
  for (const piece of pieces.toSorted((a, b) => a.rank - b.rank)) {
    const header = opened.has(piece.file) ? nothing : (headers[piece.file] ?? nothing);
    const next = sum(used, sum(header, sizes.get(piece) ?? nothing));
    if (!fits(next, limits)) continue;
    used = next;
    opened.add(piece.file);
    taken.add(piece);
  }
  return taken;
}

function filledFrom(
  part: readonly Piece[],
  files: readonly ChangedFile[],
  all: ReadonlyMap<number, readonly Piece[]>,
): FilledFile[] {
  const here = new Set(part);
  const inPart = Map.groupBy(part, (piece) => piece.file);
  return [...inPart].flatMap(([index, own]) => {
    const file = files[index];
    if (file === undefined) return [];
    const missing = new Set<number>();
    for (const piece of all.get(index) ?? []) {
      if (piece.hunk !== null && !here.has(piece)) missing.add(piece.hunk);
    }
    const texts = own.flatMap((piece) => (piece.hunk === null ? [] : [piece.text]));
    return [{ file, missing, text: [fileHeader(file), ...texts].join('\n'), pieces: own }];
  });
}
