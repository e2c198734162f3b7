import { counted } from '@codex-pro/terminal';
import { expect, test } from 'vitest';
import { amount, dollars, secondsSince, shortSpan, span } from './words.ts';

test('spans read in the two largest units, in tables in one', () => {
  expect([0, 59, 60, 61, 3_600, 7_500, 90_000, -5].map(span)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '1 min 1 s',
    '1 h',
    '2 h 5 min',
    '1 d 1 h',
    '0 s',
  ]);
  expect(shortSpan(7_500)).toBe('2 h');
});

test('amounts and costs stay short, and no price is not a price of nothing', () => {
  expect([0, 999, 1_000, 12_345, 999_949, 999_950, 1_234_567].map(amount)).toEqual([
    '0',
    '999',
    '1.0k',
    '12.3k',
    '999.9k',
    '1.0M',
    '1.2M',
  ]);
  expect([0, 0.0123, 12.3, null].map(dollars)).toEqual(['$0.00', '$0.0123', '$12.30', '–']);
  expect([counted(1, 'job'), counted(2, 'job')]).toEqual(['1 job', '2 jobs']);
});

test('a time ahead of the clock is no negative age', () => {
  expect(secondsSince('2026-11-20T10:00:10Z', Date.parse('2026-11-20T10:00:00Z'))).toBe(0);
});
