import { shownPath } from './file-header.ts';
import { fits, type PackLimits, sizeOf } from './pack-limits.ts';
import type { CountTokens } from './token-count.ts';

/** A file that is part of the change and not, or not wholly, in the pack; `word` as in `not_done`. */
export interface LeftOutFile {
  readonly path: string;
  readonly word: string;
}

/** At most this share of a pack, and at most so many characters, go into the list. */
const listShare = 0.03;
const listCharacters = 6_000;

/** The room that is kept for the list, since what is on it is known only when the rest is chosen. */
export function roomForList(limits: PackLimits): PackLimits {
  const characters = Math.floor(Math.min(listCharacters, limits.characters * listShare));
  return { characters, tokens: Math.floor(Math.min(characters / 2, limits.tokens * listShare)) };
}

/** Tells a reviewer what else belongs to the change, as far as the room goes, so that it does not guess. */
export function leftOutList(files: readonly LeftOutFile[], room: PackLimits, count: CountTokens): string {
  const rows = files.map(({ path, word }) => `${shownPath(path)}: ${word}`);
  for (let shown = rows.length; shown > 0; shown >>= 1) {
    const more = shown === rows.length ? [] : [`and ${rows.length - shown} more`];
    const list = ['=== Also part of the change, but not shown here', ...rows.slice(0, shown), ...more].join(
      '\n',
    );
    if (fits(sizeOf(`\n\n${list}`, count), room)) return list;
  }
  return '';
}
