import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDuration } from './duration.ts';
import { parseSize } from './size.ts';

const milliseconds = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const bytes = { b: 1, kb: 1_024, mb: 1_048_576, gb: 1_073_741_824 };

test('a whole number and a unit is that many milliseconds', () => {
  const unit = fc.constantFrom('ms', 's', 'm', 'h', 'd');
  fc.assert(
    fc.property(fc.nat(1_000_000), unit, (count, word) => {
      expect(parseDuration(`${count}${word}`)).toBe(count * milliseconds[word]);
    }),
  );
  expect(parseDuration('1ms')).toBe(1);
});

test('a whole number and a unit in either case is that many bytes', () => {
  const unit = fc.constantFrom('b', 'kb', 'mb', 'gb');
  fc.assert(
    fc.property(fc.nat(4_096), unit, fc.boolean(), (count, word, upper) => {
      expect(parseSize(upper ? `${count}${word.toUpperCase()}` : `${count}${word}`)).toBe(
        count * bytes[word],
      );
    }),
  );
});

test.each([
  ['30', /30 has no unit: write 30ms, 30s/],
  ['1.5h', /write 90m, not 1.5h/],
  ['', /a whole number and ms, s, m, h or d/],
  ['30 s', /a whole number and ms/],
  ['-5s', /a whole number and ms/],
  ['5S', /a whole number and ms/],
  ['5constructor', /a whole number and ms/],
  ['999999999999999d', /too long/],
])('the duration %j is refused, and told how to be written', (text, complaint) => {
  expect(() => parseDuration(text)).toThrow(complaint);
});

test.each([
  ['256', /256 has no unit: write 256b, 256kb/],
  ['2 mb', /write 256kb or 2mb/],
  ['1.5mb', /a size is a whole number/],
  ['999999999999999gb', /too large/],
])('the size %j is refused, and told how to be written', (text, complaint) => {
  expect(() => parseSize(text)).toThrow(complaint);
});

test('no text at all breaks the parsers but with input_invalid', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const parse of [parseDuration, parseSize]) {
        try {
          expect(Number.isSafeInteger(parse(text))).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ code: 'input_invalid' });
        }
      }
    }),
  );
});
