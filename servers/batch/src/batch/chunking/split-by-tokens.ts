import { estimateTokens } from '@codex-pro/codex';

export interface TokenLimits {
  readonly chunk: number;
  /** How much of the end of a piece is said again at the beginning of the next; less than `chunk`. */
  readonly overlap: number;
}

/** Where a text may be cut, the best first: paragraphs, lines, sentences, words. */
const borders = [/\n[ \t]*\n\s*/g, /\n/g, /(?<=[.!?。！？]["'”’)\]]?)\s+/g, /\s+/g];

/**
 * Cuts a text into pieces of at most so many tokens (estimated), at paragraphs where it can. Nothing is lost: without
 * overlap the pieces put together are the text.
 */
export function splitByTokens(text: string, { chunk, overlap }: TokenLimits): string[] {
  const atoms = atomsOf(text, chunk - overlap, borders);
  const pieces: string[] = [];
  let current = '';
  let tokens = 0;
  for (const atom of atoms) {
    const more = estimateTokens(atom);
    if (tokens > 0 && tokens + more > chunk) {
      pieces.push(current);
      current = overlap > 0 ? tailOf(current, Math.min(overlap, chunk - more)) : '';
      tokens = current === '' ? 0 : estimateTokens(current);
    }
    current += atom;
    tokens += more;
  }
  if (current !== '') pieces.push(current);
  return joinBlanks(pieces);
}

/** Parts that each fit, their separators kept at their ends. */
function atomsOf(text: string, limit: number, [border, ...finer]: readonly RegExp[]): string[] {
  if (text === '') return [];
  if (estimateTokens(text) <= limit && border !== borders[0]) return [text];
  if (border === undefined) return hardCut(text, limit);
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(border)) {
    const end = match.index + match[0].length;
    parts.push(text.slice(from, end));
    from = end;
  }
  parts.push(text.slice(from));
  return parts.flatMap((part) => (estimateTokens(part) <= limit ? [part] : atomsOf(part, limit, finer)));
}

/** A word without end (base64, a minified file): a token has one character at least. */
function hardCut(text: string, limit: number): string[] {
  const cut = Math.max(1, limit);
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + cut);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end += 1;
    parts.push(text.slice(at, end));
    at = end;
  }
  return parts;
}

/** The last words of a piece, as many as fit: halved again and again, since each look costs its length. */
function tailOf(text: string, limit: number): string {
  if (limit <= 0) return '';
  const starts = Array.from(text.matchAll(/(?<=\s|^)\S/g), ({ index }) => index);
  let most = starts.length;
  let least = 0;
  while (least < most) {
    const middle = (least + most) >> 1;
    if (estimateTokens(text.slice(starts[middle])) <= limit) most = middle;
    else least = middle + 1;
  }
  const from = starts[least];
  return from === undefined ? '' : text.slice(from);
}

/** White space alone is no piece of its own. */
function joinBlanks(pieces: readonly string[]): string[] {
  const joined: string[] = [];
  for (const piece of pieces) {
    const last = joined.length - 1;
    if (piece.trim() === '' && last >= 0) joined[last] += piece;
    else joined.push(piece);
  }
  return joined;
}
