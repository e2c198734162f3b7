import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyChunks } from './apply-chunks.ts';
import type { PatchLine } from './patch.ts';

const lines = fc.array(fc.constantFrom('a', 'b', '  c', '', 'd\u2013'), { minLength: 1, maxLength: 8 });
// A CR before an empty line that ends in LF would be one line end: CR stands only among its own.
const ends = fc.oneof(
  fc.array(fc.constantFrom('\n', '\r\n'), { minLength: 8, maxLength: 8 }),
  fc.constant(Array.from({ length: 8 }, () => '\r')),
);
const edits = fc.array(fc.constantFrom('keep', 'keep', 'remove', 'replace', 'insert'), {
  minLength: 8,
  maxLength: 8,
});
const budget = () => ({ left: 1_000_000 });

test('a chunk of the whole file changes what it says, and leaves every other line and its end as it was', () => {
  fc.assert(
    fc.property(lines, ends, edits, fc.boolean(), (texts, lineEnds, wishes, atEnd) => {
      const first = lineEnds[0] ?? '\n';
      const chunk: PatchLine[] = [];
      let expected = '';
      for (const [index, text] of texts.entries()) {
        const wish = wishes[index];
        if (wish === 'insert') {
          chunk.push({ sign: '+', text: 'new' });
          expected += `new${first}`;
        }
        chunk.push({ sign: wish === 'remove' || wish === 'replace' ? '-' : ' ', text });
        if (wish === 'replace') {
          chunk.push({ sign: '+', text: 'other' });
          expected += `other${first}`;
        } else if (wish !== 'remove') expected += `${text}${lineEnds[index] ?? '\n'}`;
      }
      const source = texts.map((text, index) => `${text}${lineEnds[index] ?? '\n'}`).join('');
      expect(applyChunks(source, [{ context: null, lines: chunk, atEnd }], 'f', budget())).toBe(expected);
    }),
    { numRuns: 500 },
  );
});
