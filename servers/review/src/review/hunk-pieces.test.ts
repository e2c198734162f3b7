import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDeletionOnly, piecesOf } from './hunk-pieces.ts';
import { changedFile } from './snapshot-fixture.ts';

describe('a hunk in pieces', () => {
  it('is the same lines with the same numbers, at any size', () => {
    const rows = fc.array(fc.tuple(fc.constantFrom('+', '-', ' '), fc.string({ maxLength: 30 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 200 }), (pairs, size) => {
        const file = changedFile('a.ts', [
          ...pairs.map(([sign, text]) => sign + text.replaceAll('\n', '')),
          '+end',
        ]);
        for (const hunk of file.hunks) {
          const pieces = piecesOf(hunk, size);
          expect(pieces.flatMap((piece) => piece.lines)).toEqual(hunk.lines);
          let newAt = hunk.newStart;
          let oldAt = hunk.oldStart;
          for (const piece of pieces) {
            expect([piece.oldStart, piece.newStart]).toEqual([oldAt, newAt]);
            newAt += piece.newLines;
            oldAt += piece.oldLines;
            expect(piece.lines.length === 1 || piece.lines.join('\n').length <= size).toBe(true);
          }
          expect([oldAt - hunk.oldStart, newAt - hunk.newStart]).toEqual([hunk.oldLines, hunk.newLines]);
        }
      }),
    );
  });

  it('keeps the note about a missing line end with its line', () => {
    const hunk = {
      oldStart: 1,
      oldLines: 0,
      newStart: 1,
      newLines: 1,
      heading: '',
      lines: ['+xxxx', '\\ No newline at end of file'],
    };
    expect(piecesOf(hunk, 5)).toEqual([hunk]);
  });

  it('only deletes when something is removed and nothing added', () => {
    expect([['-a', ' b'], ['-a', '+b'], [' a'], ['+a']].map((lines) => isDeletionOnly({ lines }))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
