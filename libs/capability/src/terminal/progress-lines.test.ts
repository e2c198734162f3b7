import { expect, test } from 'vitest';
import { createProgressLines } from './progress-lines.ts';

function screen(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  const lines = createProgressLines({
    isTTY,
    ...(columns === undefined ? {} : { columns }),
    write: (text) => written.push(text),
  });
  return { lines, written };
}

test('a terminal has one line, redrawn and cut to its width', () => {
  const { lines, written } = screen(true, 30);
  lines.show('asking the reviewer', 1_000);
  lines.show('asking the reviewer about a great many files', 65_000);
  lines.say('Cancelling.');
  lines.clear();
  expect(written).toEqual([
    '\r\u001b[Kasking the reviewer · 1 s',
    '\r\u001b[Kasking the reviewer about a …',
    '\r\u001b[KCancelling.\n',
    '\r\u001b[K',
  ]);
});

test('a log gets a line for each new message, and a sign of life now and then', () => {
  const { lines, written } = screen(false);
  lines.show('starting', 0);
  lines.show('starting', 3_000);
  lines.show('asking', 6_000);
  lines.show('asking', 9_000);
  lines.show('asking', 61_000);
  lines.clear();
  expect(written).toEqual(['starting · 0 s\n', 'asking · 6 s\n', 'asking · 1 min 1 s\n']);
});
