import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Column, drawTable } from './draw-table.ts';
import { textColumns } from './visible-text.ts';

const columns: Column[] = [
  { title: 'JOB' },
  { title: 'KIND', drop: 2 },
  { title: 'RAN', align: 'right', drop: 1 },
  { title: 'WHAT', least: 8 },
];
const row = (...texts: string[]) => texts.map((text) => ({ text }));

test('columns line up, numbers at their right edge', () => {
  const lines = drawTable(
    columns,
    [row('a-1', 'review', '3 s', 'one'), row('a-22', 'batch', '12 s', 'two')],
    80,
  );
  expect(lines).toEqual(['JOB   KIND     RAN  WHAT', 'a-1   review   3 s  one', 'a-22  batch   12 s  two']);
});

test('what is too wide is cut before a column is left out, and the highest to drop goes first', () => {
  const rows = [row('job-1', 'review', '12 s', 'asking the reviewer about it')];
  expect(drawTable(columns, rows, 40)).toEqual([
    'JOB    KIND     RAN  WHAT',
    'job-1  review  12 s  asking the reviewe…',
  ]);
  expect(drawTable(columns, rows, 28)[1]).toBe('job-1  12 s  asking the rev…');
  expect(drawTable(columns, rows, 16)[1]).toBe('job-1  asking t…');
});

test('a cell cannot break its line, nor colour or move anything', () => {
  const [, line] = drawTable(columns, [row('a', 'b', 'c', 'one\ntwo\u001b[31m\u202e')], 80);
  expect(line).toBe('a    b       c  one two<U+001B>[31m<U+202E>');
});

test('no line is wider than the width, whatever the cells hold', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.string({ maxLength: 8 }), fc.string(), fc.string(), fc.string({ unit: 'grapheme' })),
      ),
      fc.integer({ min: 60, max: 160 }),
      (rows, width) => {
        const lines = drawTable(
          columns,
          rows.map((texts) =>
            row(...texts.map((text, at) => (at === 0 ? text.replaceAll(/[^a-z]/g, '') : text))),
          ),
          width,
        );
        expect(lines).toHaveLength(rows.length + 1);
        for (const line of lines) expect(textColumns(line)).toBeLessThanOrEqual(width);
      },
    ),
  );
});
