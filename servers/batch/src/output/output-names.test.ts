import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toChunks } from '../batch/chunk.ts';
import { fileWord, outputNames } from './output-names.ts';

const chunks = toChunks(
  Array.from({ length: 12 }, (_, at) => ({
    name: `Chapter ${at + 1}: Äpfel/Birnen?`,
    text: `t${at}`,
    fields: { lang: 'de' },
  })),
);

test('numbers are as wide as the last one, names are words of a file name', () => {
  const names = outputNames('{{lang}}/{{index}}-{{name}}.md', chunks);
  expect(names[0]).toBe('de/01-Chapter-1-Äpfel-Birnen.md');
  expect(names[11]).toBe('de/12-Chapter-12-Äpfel-Birnen.md');
});

test('a detour in the pattern gives the same names: an output is not taken for another one', () => {
  expect(outputNames('./a//{{index}}.md', chunks)).toEqual(outputNames('a/{{index}}.md', chunks));
});

test('a character of two halves is not cut in two', () => {
  expect(fileWord(`${'a'.repeat(59)}𠀀`)).toBe('a'.repeat(59));
});

test('every name can be a file name anywhere', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const word = fileWord(text);
      expect(word).not.toMatch(/^$|[\\/:*?"<>|\s.]|^(con|nul|com1)$/i);
      expect(word.length).toBeLessThanOrEqual(61);
    }),
  );
});

describe('these patterns are refused', () => {
  test.each([
    ['{{lang}}.md', /Two chunks would be written to de\.md: 1 .* and 2 /],
    ['../{{index}}.md', /no file name below/],
    ['/tmp/{{index}}.md', /no file name below/],
    ['{{index}}/', /no file name below/],
    ['.hidden-{{index}}', /needs for itself/],
    ['{{lang}}/aux.{{index}}', /no file name below/],
    ['{{index}}.', /no file name below/],
    ['{{index}} /x', /no file name below/],
    ['{{index}}\n.md', /no file name below/],
    [`${'{{name}}-'.repeat(12)}{{index}}.md`, /name of \d+ bytes; a disk takes 240/],
    ['{{nmae}}.md', /did you mean \{\{name\}\}/],
  ])('%s', (pattern, message) => {
    expect(() => outputNames(pattern, chunks)).toThrow(message);
  });

  test('two names that differ in their letters’ case only', () => {
    const two = toChunks(['a', 'A'].map((name) => ({ name, text: name, fields: {} })));
    expect(() => outputNames('{{name}}.md', two)).toThrow(/Two chunks/);
  });
});
