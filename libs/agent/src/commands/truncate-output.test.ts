import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatResult } from './format-result.ts';
import { truncateMiddle } from './truncate-output.ts';

test('text within the budget stays as it is; a longer one is its beginning, a mark and its end', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.nat(40), (text, tokens) => {
      const cut = truncateMiddle(text, tokens);
      if (Buffer.byteLength(text) <= tokens * 4) {
        expect(cut).toBe(text);
        return;
      }
      const mark = /…\d+ tokens truncated…/u.exec(cut);
      const head = cut.slice(0, mark?.index);
      const tail = cut.slice((mark?.index ?? 0) + (mark?.[0].length ?? 0));
      expect(text.startsWith(head)).toBe(true);
      expect(text.endsWith(tail)).toBe(true);
      expect(Buffer.byteLength(head) + Buffer.byteLength(tail)).toBeLessThanOrEqual(tokens * 4);
    }),
    { numRuns: 500 },
  );
});

const output = (text: string) => ({
  text,
  bytes: Buffer.byteLength(text),
  lines: text.split('\n').length - 1,
});

test('the result of a command is worded as the Codex CLI words it', () => {
  const result = formatResult({ wallMs: 0, output: output('one\n'), maxTokens: 10_000, state: { exit: 0 } });
  expect(result.replace(/^Chunk ID: [0-9a-f]{6}$/m, 'Chunk ID: d1b04d')).toBe(
    'Chunk ID: d1b04d\nWall time: 0.0000 seconds\nProcess exited with code 0\nOriginal token count: 1\nOutput:\none\n',
  );
});

test('a command that runs, and a result that is too long, are worded so too', () => {
  const long = formatResult({
    wallMs: 500.8,
    output: output('line\n'.repeat(20)),
    maxTokens: 10,
    state: { session: 44_412 },
  });
  expect(long.split('\n').slice(1).join('\n')).toBe(
    [
      'Wall time: 0.5008 seconds',
      'Process running with session ID 44412',
      'Original token count: 25',
      'Output:',
      'Warning: truncated output (original token count: 25)',
      'Total output lines: 20',
      '',
      'line\nline\nline\nline\n…15 tokens truncated…line\nline\nline\nline\n',
    ].join('\n'),
  );
});
