import { expect, test } from 'vitest';
import { nearestWord } from './nearest-word.ts';

const words = ['max_findings', 'model', 'models', 'idle', 'ignore'];

test.each([
  ['max_finding', 'max_findings'],
  ['maxfindings', 'max_findings'],
  ['modle', 'model'],
  ['Model', 'model'],
  ['idel', 'idle'],
  ['igonre', 'ignore'],
])('%s most likely means %s', (typed, meant) => {
  expect(nearestWord(typed, words)).toBe(meant);
});

test.each(['temperature', 'x', '', 'x'.repeat(100_000)])('a word far from all has no nearest', (typed) => {
  expect(nearestWord(typed, words)).toBeUndefined();
});
