import { estimateTokens } from '@codex-pro/codex';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readText } from '../../source/read-text.ts';
import type { Heading, TextDocument } from '../../source/source-document.ts';
import type { ChunkingOptions } from './chunk-by.ts';
import { cutDocuments } from './cut-documents.ts';
import { headingSections } from './heading-sections.ts';
import { splitByTokens } from './split-by-tokens.ts';

const options: ChunkingOptions = {
  by: 'auto',
  level: undefined,
  chunkTokens: 2_000,
  sizeGiven: false,
  overlapTokens: 0,
};
const words = fc.array(
  fc.constantFrom('word', 'Ein', 'Satz. ', '\n\n', '\n', ' ', '語', '😀', 'x'.repeat(700)),
  {
    maxLength: 300,
  },
);

describe('cutting by tokens', () => {
  test('loses nothing, and no piece is larger than asked', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 50, max: 400 }), (parts, chunk) => {
        const text = parts.join('');
        const pieces = splitByTokens(text, { chunk, overlap: 0 });
        expect(pieces.join('')).toBe(text);
        // The parts of a piece are rounded up one by one, and white space at its end is no reason for another.
        for (const piece of pieces) expect(estimateTokens(piece.trimEnd())).toBeLessThanOrEqual(chunk + 1);
      }),
    );
  });

  test('with overlap each piece begins with the end of the one before', () => {
    const text = Array.from({ length: 400 }, (_, at) => `Sentence number ${at}.`).join(' ');
    const pieces = splitByTokens(text, { chunk: 120, overlap: 30 });
    expect(pieces.length).toBeGreaterThan(5);
    for (const [at, piece] of pieces.slice(1).entries()) {
      const start = piece.slice(0, 40);
      expect(pieces[at]).toContain(start);
      expect(estimateTokens(piece)).toBeLessThanOrEqual(121);
    }
  });

  test('a word without end is cut, but no character is', () => {
    const pieces = splitByTokens('😀'.repeat(1_000), { chunk: 51, overlap: 0 });
    expect(pieces.join('')).toBe('😀'.repeat(1_000));
    for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
  });
});

function documentOf(sections: readonly { level: number; title: string; text: string }[]): TextDocument {
  let text = '';
  const headings: Heading[] = [];
  for (const { level, title, text: body } of sections) {
    headings.push({ level, title, offset: text.length });
    text += `${'#'.repeat(level)} ${title}\n\n${body}\n\n`;
  }
  return { kind: 'text', path: 'book.md', text, headings };
}

describe('cutting at headings', () => {
  test('loses nothing, whatever the levels', () => {
    const section = fc.record({
      level: fc.integer({ min: 1, max: 4 }),
      title: fc.constant('T'),
      text: fc.constantFrom('', 'a'),
    });
    fc.assert(
      fc.property(fc.array(section, { minLength: 1 }), fc.integer({ min: 1, max: 4 }), (sections, level) => {
        const document = documentOf(sections);
        expect(
          headingSections(document, level)
            .map(({ text }) => text)
            .join(''),
        ).toBe(document.text);
      }),
    );
  });

  test('a heading with nothing of its own goes with the next, what stands before the first is kept', () => {
    const document = documentOf([
      { level: 1, title: 'Part I', text: '' },
      { level: 2, title: 'One', text: 'a' },
      { level: 2, title: 'Two', text: 'b' },
    ]);
    expect(cutDocuments([document], options).map(({ name, text }) => [name, text])).toEqual([
      ['One', '# Part I\n\n\n\n## One\n\na\n\n'],
      ['Two', '## Two\n\nb\n\n'],
    ]);
  });

  test('a level can be asked for', () => {
    const document = documentOf([
      { level: 1, title: 'One', text: 'a' },
      { level: 2, title: 'Sub', text: 'b' },
      { level: 1, title: 'Two', text: 'c' },
    ]);
    const names = (level: number) =>
      cutDocuments([document], { ...options, by: 'heading', level }).map(({ name }) => name);
    expect(names(1)).toEqual(['One', 'Two']);
    expect(names(2)).toEqual(['One', 'Sub', 'Two']);
  });

  test('with auto a section that is larger than asked is cut further, and its parts say so', () => {
    const document = documentOf([
      { level: 1, title: 'One', text: 'A sentence of six words here. '.repeat(40) },
      { level: 1, title: 'Two', text: 'b' },
    ]);
    const names = cutDocuments([document], { ...options, chunkTokens: 200, sizeGiven: true }).map(
      ({ name }) => name,
    );
    expect(names).toEqual(['One (1 of 2)', 'One (2 of 2)', 'Two']);
  });
});

describe('ids', () => {
  test('come from the content: they stay when a chunk moves, and equal chunks are told apart', () => {
    const cut = (text: string) => cutDocuments([readText(text, 'a.txt')], { ...options, by: 'chapter' });
    const before = cut('CHAPTER I\n\na\n\nCHAPTER II\n\nb\n');
    const after = cut('CHAPTER 0\n\nnew\n\nCHAPTER I\n\na\n\nCHAPTER II\n\nb\n');
    expect(after.slice(1).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    const [one, two] = cut('CHAPTER I\n\na\n\nCHAPTER I\n\na\n\n');
    expect(two?.id).toBe(`${one?.id}-2`);
  });

  test('are the same every time', () => {
    fc.assert(
      fc.property(words, (parts) => {
        const text = `x${parts.join('')}`;
        const cut = () =>
          cutDocuments([readText(text, 'a.txt')], { ...options, by: 'tokens', chunkTokens: 60 });
        expect(cut()).toEqual(cut());
      }),
    );
  });
});

describe('what cannot be cut that way is refused', () => {
  const document = readText('just words', 'a.txt');
  test.each([
    ['heading', /no headings/],
    ['chapter', /no headings/],
    ['pages', /no pages/],
    ['row', /no table/],
  ] as const)('%s', (by, message) => {
    expect(() => cutDocuments([document], { ...options, by })).toThrow(message);
  });

  test('an overlap as large as the chunk', () => {
    expect(() => cutDocuments([document], { ...options, overlapTokens: 2_000 })).toThrow(
      /less than chunk_tokens/,
    );
  });
});
