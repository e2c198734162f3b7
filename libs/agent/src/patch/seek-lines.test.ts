import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchedLines, seekLines } from './seek-lines.ts';

const line = fc.constantFrom('a', 'b', '', ' a', 'a ', '\ta', 'a\u2013', 'a-', '\u00a0a', '\u201cb');
const unlimited = () => ({ left: Number.POSITIVE_INFINITY });

/** The rule, told once more and as plainly as can be. */
function plainSeek(lines: string[], wanted: string[], from: number, atEnd: boolean): number | null {
  const ends = (text: string) => text.replace(/[\s\u0085]+$/, '');
  const both = (text: string) => ends(text).replace(/^[\s\u0085]+/, '');
  const ascii = (text: string) =>
    both(text)
      .replace(/\u2013/g, '-')
      .replace(/\u201c/g, '"')
      .replace(/\u00a0/g, ' ');
  const places = lines.map((_, place) => place).filter((place) => place >= from);
  for (const like of [(text: string) => text, ends, both, ascii]) {
    const found = places.find(
      (place) =>
        place + wanted.length <= lines.length &&
        (!atEnd || place + wanted.length === lines.length) &&
        wanted.every((want, index) => like(want) === like(lines[place + index] ?? '')),
    );
    if (found !== undefined) return found;
  }
  return null;
}

test('the first place at the strictest likeness is found', () => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 12 }),
      fc.array(line, { minLength: 1, maxLength: 3 }),
      fc.nat(4),
      fc.boolean(),
      (lines, wanted, from, atEnd) => {
        const found = seekLines(searchedLines(lines), wanted, from, atEnd, unlimited());
        expect(found).toBe(plainSeek(lines, wanted, from, atEnd));
      },
    ),
    { numRuns: 1_000 },
  );
});

test('nothing wanted stands where the search begins', () => {
  expect(seekLines(searchedLines(['a']), [], 1, false, unlimited())).toBe(1);
});

test('a search that takes too long ends in words', () => {
  const lines = searchedLines(Array.from({ length: 1_000 }, () => 'a'));
  expect(() => seekLines(lines, ['b'], 0, false, { left: 500 })).toThrow('takes too long');
});
