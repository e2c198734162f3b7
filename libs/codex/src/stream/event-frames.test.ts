import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventFrames, maxEventCharacters, maxResponseBytes } from './event-frames.ts';

/** Cuts bytes at the given places, which may repeat and lie anywhere. */
function cut(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const edges = [0, ...at.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((end, index) => bytes.subarray(edges[index], end));
}

function read(pieces: readonly Uint8Array[]): string[] {
  const frames = createEventFrames();
  return pieces.flatMap((piece) => frames.feed(piece));
}

const payload = fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify({ type: 'x', text }));
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const noise = fc.constantFrom('', ': ping', 'event: x', 'id: 7', 'retry: 10', 'stranger: 1', 'stranger');

test('the same bytes give the same events, however they are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(payload, noise)),
      lineEnd,
      fc.array(fc.nat(), { maxLength: 40 }),
      fc.boolean(),
      (events, end, places, mark) => {
        const lines = events.map(
          ([data, extra]) => `${extra === '' ? '' : `${extra}${end}`}data: ${data}${end}${end}`,
        );
        // A last comment, since a bare CR at the end of what came may still become CRLF.
        const bytes = Buffer.from(`${mark ? '\uFEFF' : ''}${lines.join('')}: end`);
        const whole = events.map(([data]) => data);
        expect(read([bytes])).toEqual(whole);
        expect(read(cut(bytes, places))).toEqual(whole);
        expect(read(cut(bytes, [...bytes.keys()]))).toEqual(whole);
      },
    ),
    { numRuns: 200 },
  );
});

test('any bytes at all give the same events, however they are cut', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat()), (bytes, places) => {
      const framed = Buffer.concat([Buffer.from('data: '), bytes, Buffer.from('\n\n')]);
      expect(read(cut(framed, places))).toEqual(read([framed]));
    }),
  );
});

test('data over several lines is one event, and what has not ended is none', () => {
  expect(read([Buffer.from('data: {"a":\ndata: 1}\n\ndata: half')])).toEqual(['{"a":\n1}']);
});

test('an event up to the bound passes, one past it is an error', () => {
  const piece = Buffer.alloc(1024 * 1024, 'a');
  const feedEvent = (mebibytes: number) => {
    const frames = createEventFrames();
    frames.feed(Buffer.from('data: '));
    for (let count = 0; count < mebibytes; count += 1) frames.feed(piece);
    return frames.feed(Buffer.from('\n\n'));
  };
  const bound = maxEventCharacters / piece.length;
  expect(feedEvent(bound - 1)[0]).toHaveLength(maxEventCharacters - piece.length);
  expect(() => feedEvent(bound + 1)).toThrow(/one event of more than 32 MiB/);
});

test('many small events past the bound of a response are an error', () => {
  const frames = createEventFrames();
  const piece = Buffer.from(`data: ${'a'.repeat(1024 * 1024)}\n\n`);
  let taken = 0;
  expect(() => {
    for (;;) taken += frames.feed(piece).length;
  }).toThrow(/a response of more than 64 MiB/);
  expect(taken).toBe(Math.floor(maxResponseBytes / piece.length));
});
