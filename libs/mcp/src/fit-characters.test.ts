import { expect, test } from 'vitest';
import { fitCharacters } from './fit-characters.ts';

const dropLast = ({ items }: { items: string[] }): { items: string[] } | undefined =>
  items.length === 0 ? undefined : { items: items.slice(0, -1) };

test('a result that fits is given back as it is', () => {
  const result = { items: ['a'] };
  expect(fitCharacters(result, 100, dropLast)).toBe(result);
});

test('a result is shortened no further than it must be', () => {
  const items = Array.from({ length: 50 }, () => 'x'.repeat(97));
  const { items: left } = fitCharacters({ items }, 1_012, dropLast);
  expect(left).toHaveLength(10);
  expect(JSON.stringify({ items: left }).length).toBeLessThanOrEqual(1_012);
});

test('a result with nothing left to cut is given back', () => {
  expect(fitCharacters({ items: ['long'] }, 1, dropLast)).toEqual({ items: [] });
});
