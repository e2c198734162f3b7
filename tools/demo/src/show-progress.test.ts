import { expect, test } from 'vitest';
import { progressPrinter } from './show-progress.ts';

test('a step is printed once, with the time since the start, however often it is reported', () => {
  const lines: string[] = [];
  let now = 1_000;
  const show = progressPrinter(
    (line) => lines.push(line),
    () => now,
  );
  show('starting, 0 s');
  now += 1_240;
  show('starting, 1 s');
  show('the reviewer is reading, 1 s');
  expect(lines).toEqual(['   0.0 s  starting', '   1.2 s  the reviewer is reading']);
});
