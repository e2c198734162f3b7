import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseOutput } from './output-json.ts';

test('any JSON survives, bare or fenced', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom('', '```json\n', '```\n', '```JSON\r\n'), (text, fence) => {
      const wrapped = fence === '' ? `\n ${text}\n` : `${fence}${text}\n\`\`\`\n`;
      expect(parseOutput(wrapped)).toEqual(JSON.parse(text));
    }),
  );
});

test.for([
  ['', /empty/],
  ['   ', /empty/],
  ['Here it is: {}', /not JSON/],
  ['{"a":', /not JSON/],
  ['```json\n{}\n``` and more', /not JSON/],
] as const)('%j is a complaint', ([text, complaint]) => {
  expect(() => parseOutput(text)).toThrow(complaint);
});
