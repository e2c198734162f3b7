import { expect, test } from 'vitest';
import { painter } from './paint.ts';
import { cutColumns, textColumns, visibleText, wrapText } from './visible-text.ts';
import { wrapFacts } from './wrap-facts.ts';

test('what a terminal would obey or hide is shown by its code point', () => {
  expect(visibleText('a\u001b[2Jb\u202ec\td')).toBe('a<U+001B>[2Jb<U+202E>c    d');
});

test('wide characters take two columns, combining ones none, and cutting keeps to columns', () => {
  expect(textColumns('日本')).toBe(4);
  expect(textColumns('e\u0301')).toBe(1);
  expect(cutColumns('日本語', 5)).toBe('日本…');
  expect(cutColumns('short', 5)).toBe('short');
});

test('prose breaks at spaces, facts between one another', () => {
  expect(wrapText('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrapFacts(['ran 3 s', 'attempt 2', 'alive'], 20)).toEqual(['ran 3 s · attempt 2', 'alive']);
  expect(wrapFacts(['a fact that is longer than the line'], 12)).toEqual([
    'a fact that',
    'is longer',
    'than the',
    'line',
  ]);
});

test('colours are closed by their own end, and there are none where none are wanted', () => {
  expect(painter(true).red('no')).toBe('\u001b[31mno\u001b[39m');
  expect(painter(true).red('')).toBe('');
  expect(painter(false).red('no')).toBe('no');
});
