type Entries = Readonly<Record<string, unknown>>;

/** Values of at most so many characters stand on every page: they say what the page belongs to. */
const repeatedCharacters = 1_500;

/**
 * A result in pages of at most `max` characters of JSON each. Short values stand on every page; lists and long texts go
 * on from page to page, so that joining them gives the whole. A single value is cut only where it is a text.
 */
export function pagesOf(result: Entries, max: number): Entries[] {
  return size(result) <= max ? [result] : pagesOfEntries(result, max);
}

function pagesOfEntries(value: Entries, max: number): Entries[] {
  const repeated: Record<string, unknown> = {};
  const long: [string, unknown][] = [];
  for (const [key, held] of Object.entries(value)) {
    const small = size(held) <= repeatedCharacters && size({ ...repeated, [key]: held }) <= max / 3;
    if (small) repeated[key] = held;
    else long.push([key, held]);
  }
  const base = Object.fromEntries(
    Object.entries(value).map(([key, held]) => [key, key in repeated ? held : emptyOf(held)]),
  );
  const room = max - size(base);
  const pages: Record<string, unknown>[] = [];
  let page: Record<string, unknown> | undefined;
  for (const [key, held] of long) {
    for (const [index, piece] of piecesOf(held, Math.max(1, room)).entries()) {
      if (page === undefined || index > 0 || size({ ...page, [key]: piece }) > max) {
        page = { ...base };
        pages.push(page);
      }
      page[key] = piece;
    }
  }
  return pages.length === 0 ? [{ ...base }] : pages;
}

/** The value in pieces of its own type, each of at most `max` characters as far as it can be divided. */
function piecesOf(value: unknown, max: number): unknown[] {
  if (size(value) <= max) return [value];
  if (typeof value === 'string') return textPieces(value, max);
  if (Array.isArray(value)) return listPieces(value, max);
  return isEntries(value) ? pagesOfEntries(value, max) : [value];
}

function textPieces(text: string, max: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    let length = Math.min(text.length - at, Math.max(1, max - 2));
    // Escapes take more than one character each.
    while (length > 1 && size(text.slice(at, at + length)) > max) length = Math.floor(length * 0.8);
    const last = text.charCodeAt(at + length - 1);
    // A pair of surrogates stays together.
    if (last >= 0xd800 && last <= 0xdbff && at + length < text.length) length += length > 1 ? -1 : 1;
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

function listPieces(list: readonly unknown[], max: number): unknown[][] {
  const pieces: unknown[][] = [];
  let current: unknown[] = [];
  let taken = 2;
  for (const member of list.flatMap((each) => piecesOf(each, Math.max(1, max - 2)))) {
    const needs = size(member) + 1;
    if (current.length > 0 && taken + needs > max) {
      pieces.push(current);
      current = [];
      taken = 2;
    }
    current.push(member);
    taken += needs;
  }
  pieces.push(current);
  return pieces;
}

function emptyOf(value: unknown): unknown {
  if (typeof value === 'string') return '';
  if (Array.isArray(value)) return [];
  return isEntries(value) ? {} : null;
}

function isEntries(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function size(value: unknown): number {
  return JSON.stringify(value)?.length ?? 0;
}
