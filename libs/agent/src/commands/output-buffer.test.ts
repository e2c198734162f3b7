import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOutputBuffer } from './output-buffer.ts';

const text = fc.string({ unit: 'binary', maxLength: 60 });

function feed(bytes: Uint8Array, cuts: readonly number[], add: (piece: Uint8Array) => void): void {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].toSorted(
    (a, b) => a - b,
  );
  for (const [index, place] of places.entries()) add(bytes.subarray(place, places[index + 1] ?? place));
}

test('however output is cut, and whenever it is taken, no character is lost or broken', () => {
  fc.assert(
    fc.property(
      text,
      fc.array(fc.nat(200)),
      fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
      (whole, cuts, takes) => {
        const buffer = createOutputBuffer(10_000);
        let shown = '';
        let piece = 0;
        feed(Buffer.from(whole), cuts, (bytes) => {
          buffer.add(bytes);
          if (takes[piece] === true) shown += buffer.take(false).text;
          piece += 1;
        });
        shown += buffer.take(true).text;
        expect(shown).toBe(Buffer.from(whole).toString('utf8'));
      },
    ),
    { numRuns: 300 },
  );
});

test('of more than it holds, the beginning and the end are kept, and the rest is counted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 3_000 }), fc.array(fc.nat(3_000)), (length, cuts) => {
      const whole = Array.from({ length }, (_, index) => 'abcdefghij'[index % 10]).join('');
      const buffer = createOutputBuffer(100);
      feed(Buffer.from(whole), cuts, buffer.add);
      const { text: shown, bytes } = buffer.take(true);
      expect(bytes).toBe(length);
      expect(shown).toBe(`${whole.slice(0, 50)}\n…${length - 100} bytes were not kept…\n${whole.slice(-50)}`);
    }),
  );
});

test('a piece that is used again by its giver does not change what was kept', () => {
  const buffer = createOutputBuffer(100);
  const piece = Buffer.from('first');
  buffer.add(piece);
  piece.fill('x');
  expect(buffer.take(true).text).toBe('first');
});

test('lines are counted with and without an end of the last', () => {
  const lines = (text: string) => {
    const buffer = createOutputBuffer(100);
    buffer.add(Buffer.from(text));
    return buffer.take(true).lines;
  };
  expect(['', 'a', 'a\n', 'a\nb', 'a\nb\n'].map(lines)).toEqual([0, 1, 1, 2, 2]);
});
