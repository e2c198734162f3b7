import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchorFinding } from './anchor-finding.ts';
import type { Claim } from './finding.ts';
import { addedFile, changedFile, snapshotOf } from './snapshot-fixture.ts';

const cart = changedFile('src/cart.ts', [
  ' import { price } from "./price.ts";',
  ' ',
  ' export function total(items: Item[]): number {',
  '-  return items.reduce((sum, item) => sum + price(item), 0);',
  '+  let sum = 0;',
  '+  for (let i = 0; i <= items.length; i++) {',
  '+    sum += price(items[i]);',
  '+  }',
  '+  return sum;',
  ' }',
  ' ',
  ' export function first(items: Item[]): Item | null {',
  '   if (items.length === 0) {',
  '     return null;',
  '   }',
  '   return items[0];',
  ' }',
  ...Array.from({ length: 40 }, (_, index) => ` // line ${index}`),
  ' export const currency = lookUp("currency");',
]);
const cents = changedFile('src/cents.ts', [
  ' export const round = (value: number) => value;',
  '-export const validate = (cents: number) => assertPositive(cents);',
  '+export const format = (cents: number) => (cents / 100).toFixed(2);',
  ' export const last = 1;',
]);
const gone = changedFile('src/gone.ts', ['-export const removedEntirely = true;'], {
  status: 'deleted',
  content: null,
  newMode: null,
});
const snapshot = snapshotOf([cart, cents, gone]);

function claim(quote: string, more: Partial<Claim> = {}): Claim {
  return {
    title: 'A title',
    body: 'A body.',
    category: 'correctness',
    priority: 1,
    confidence: 0.8,
    file: 'src/cart.ts',
    line_start: 1,
    line_end: 1,
    quote,
    replacement: null,
    ...more,
  };
}

function place(finding: Claim): string | null {
  const anchored = anchorFinding(finding, snapshot);
  if (anchored === null) return null;
  const { file, line_start, line_end } = anchored.finding;
  return `${file}:${line_start}-${line_end}${anchored.removed === null ? '' : ' removed'}`;
}

describe('anchoring a finding', () => {
  it('goes by the quote and not by the number', () => {
    expect(place(claim('  for (let i = 0; i <= items.length; i++) {', { line_start: 900 }))).toBe(
      'src/cart.ts:5-5',
    );
  });

  it('takes a quote of several lines as one place', () => {
    expect(place(claim('    sum += price(items[i]);\n  }\n  return sum;'))).toBe('src/cart.ts:6-8');
  });

  it('finds a part of a line, but never a part of a word', () => {
    expect(place(claim('i <= items.length'))).toBe('src/cart.ts:5-5');
    expect(place(claim('ems.length; i++'))).toBeNull();
  });

  it.each([
    ['another indentation', 'for (let i = 0; i <= items.length; i++) {\nsum += price(items[i]);', '5-6'],
    ['other spaces', '  for (let i=0; i<=items.length; i++)  {', '5-5'],
    ['Windows line ends', '    sum += price(items[i]);\r\n  }\r\n', '6-7'],
    ['lines joined into one', 'sum += price(items[i]); } return sum;', '6-8'],
    [
      'the numbers and marks of the pack',
      '5+|  for (let i = 0; i <= items.length; i++) {\n6+|    sum += price(items[i]);',
      '5-6',
    ],
    [
      'the signs of a diff',
      '+  for (let i = 0; i <= items.length; i++) {\n+    sum += price(items[i]);',
      '5-6',
    ],
    [
      'both sides of a diff',
      '-  return items.reduce((sum, item) => sum + price(item), 0);\n+  let sum = 0;',
      '4-4',
    ],
    ['a code fence', '```ts\n  let sum = 0;\n```', '4-4'],
    ['blank lines around it', '\n\n  let sum = 0;\n\n', '4-4'],
  ])('bears %s', (_, quote, lines) => {
    expect(place(claim(quote))).toBe(`src/cart.ts:${lines}`);
  });

  it('gives back the code as it stands where white space differed', () => {
    const anchored = anchorFinding(claim('for (let i=0; i<=items.length; i++) {'), snapshot);
    expect(anchored?.finding.quote).toBe('  for (let i = 0; i <= items.length; i++) {');
  });

  it('finds code of the file outside the change', () => {
    expect(place(claim('export const currency = lookUp("currency");'))).toBe('src/cart.ts:57-57');
  });

  it('puts removed code where it stood, and says that it is removed', () => {
    const anchored = anchorFinding(
      claim('return items.reduce((sum, item) => sum + price(item), 0);', { replacement: 'x' }),
      snapshot,
    );
    expect(anchored).toMatchObject({
      removed: { start: 4, end: 4 },
      finding: { line_start: 4, line_end: 4, replacement: null },
    });
    expect(anchored?.finding.body).toContain('removed by this change (old line 4)');
  });

  it('uses the old lines in a file that is gone', () => {
    expect(place(claim('export const removedEntirely = true;', { file: 'src/gone.ts' }))).toBe(
      'src/gone.ts:1-1 removed',
    );
  });

  it.each([
    'a/src/cart.ts',
    './src/cart.ts',
    '/code/shop/src/cart.ts',
    'SRC/Cart.ts',
    'cart.ts',
    '"src/cart.ts"',
    'src\\cart.ts',
    'src/cart.ts:5',
    'shop/src/cart.ts',
  ])('knows the file by %s', (file) => {
    expect(place(claim('  let sum = 0;', { file }))).toBe('src/cart.ts:4-4');
  });

  it('believes a long quote that stands in one place of another file', () => {
    expect(place(claim('export const format = (cents: number) => (cents / 100).toFixed(2);'))).toBe(
      'src/cents.ts:2-2',
    );
  });

  it.each([
    ['a quote that is nowhere', claim('const total = await fetchTotal(items);')],
    ['a lone brace', claim('}', { line_start: 9 })],
    ['a lone brace at the right line', claim('  }', { line_start: 7 })],
    ['punctuation', claim(');')],
    ['nothing', claim('')],
    ['blanks', claim(' \n\t ')],
    ['a word that stands in many places', claim('items')],
    ['a short quote under a wrong file', claim('last = 1', { file: 'src/nowhere.ts' })],
    [
      'lines of two hunks as one',
      claim('  return items[0];\n}\nexport const currency = lookUp("currency");'),
    ],
  ])('refuses %s', (_, finding) => {
    expect(place(finding)).toBeNull();
  });

  it('drops a replacement that changes nothing', () => {
    const finding = claim('  let sum = 0;', { replacement: '  let sum = 0;\n' });
    expect(anchorFinding(finding, snapshot)?.finding.replacement).toBeNull();
  });
});

describe('a quote that stands in several places', () => {
  const repeated = changedFile('src/twice.ts', [
    '   return parse(input, options);',
    ...Array.from({ length: 20 }, (_, index) => `+  step(${index});`),
    '+  return parse(input, options);',
    ...Array.from({ length: 20 }, (_, index) => `+  step(${index + 20});`),
    '+  return parse(input, options);',
  ]);
  const at = (line: number) =>
    anchorFinding(
      claim('return parse(input, options);', { file: 'src/twice.ts', line_start: line }),
      snapshotOf([repeated]),
    )?.finding.line_start ?? null;

  it('is taken to be the changed one that is nearest', () => {
    expect([at(22), at(24), at(20), at(43), at(40), at(1)]).toEqual([22, 22, 22, 43, 43, 22]);
  });

  it('counts once where it stands twice in one line', () => {
    const file = addedFile('src/a.ts', ['swap(getValue(left), getValue(left));']);
    const found = anchorFinding(claim('getValue(left)', { file: 'src/a.ts' }), snapshotOf([file]));
    expect(found?.finding.line_start).toBe(1);
  });

  it('is nowhere when the number fits none of them', () => {
    expect([at(32), at(33), at(500)]).toEqual([null, null, null]);
  });
});

describe('over generated changes', () => {
  const word = fc.stringMatching(/^[a-z]{3,8}$/);
  const code = fc
    .tuple(fc.nat({ max: 3 }), word, word, fc.nat({ max: 999 }))
    .map(([depth, left, right, number]) => `${'  '.repeat(depth)}const ${left} = ${right}(${number});`);
  const filler = fc.constantFrom('}', '  }', '', '  return null;', '} else {', '  });');
  const rows = fc.array(
    fc.tuple(
      fc.constantFrom('+', ' ', '-'),
      fc.oneof({ weight: 3, arbitrary: code }, { weight: 1, arbitrary: filler }),
    ),
    { minLength: 20, maxLength: 120 },
  );
  const changes = rows.map((pairs) =>
    // A tag makes each line of code unique, so that one place is right and all others are wrong.
    pairs.map(
      ([sign, text], index) =>
        sign + (text.startsWith('}') || !text.includes('const') ? text : `${text} // ${index}`),
    ),
  );

  it('a true quote is found on its exact lines, however wrong its numbers are', () => {
    fc.assert(
      fc.property(
        changes,
        fc.nat(),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: -50, max: 50 }),
        fc.boolean(),
        (lines, seed, height, drift, squeeze) => {
          const file = changedFile('src/a.ts', lines);
          const newSide = lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(1));
          const starts = newSide.flatMap((line, index) => (line.includes('//') ? [index] : []));
          const start = starts[seed % Math.max(1, starts.length)];
          if (start === undefined) return;
          const quoted = newSide.slice(start, start + height);
          while (quoted.at(-1)?.trim() === '') quoted.pop();
          const text = quoted.map((line) => (squeeze ? line.trim() : line)).join('\n');
          const anchored = anchorFinding(
            claim(text, { file: 'src/a.ts', line_start: start + 1 + drift, line_end: start + 1 + drift }),
            snapshotOf([file]),
          );
          expect(anchored?.finding).toMatchObject({
            file: 'src/a.ts',
            line_start: start + 1,
            line_end: start + quoted.length,
            quote: quoted.join('\n').trim() === text.trim() ? text : quoted.join('\n'),
          });
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('a false quote is never found, and what is found holds the quote', () => {
    fc.assert(
      fc.property(
        changes,
        fc.oneof(
          code,
          filler,
          code.map((line) => line.slice(3, -4)),
          fc.string({ maxLength: 40 }),
        ),
        fc.integer({ min: -50, max: 200 }),
        (lines, quote, line) => {
          const file = changedFile('src/a.ts', lines);
          const anchored = anchorFinding(
            claim(quote, { file: 'src/a.ts', line_start: line }),
            snapshotOf([file]),
          );
          if (anchored === null) return;
          const squeezed = (text: string) => text.replace(/\s+/g, '');
          const side = lines.filter((row) => !row.startsWith(anchored.removed === null ? '-' : '+'));
          const { start, end } = anchored.removed ?? {
            start: anchored.finding.line_start,
            end: anchored.finding.line_end,
          };
          const there = side
            .slice(start - 1, end)
            .map((row) => row.slice(1))
            .join('\n');
          expect(squeezed(there)).toContain(squeezed(anchored.finding.quote));
          expect(squeezed(quote)).not.toBe('}');
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('two files with the same code are told apart by the name, and never guessed without it', () => {
    const lines = ['export function parse(text: string) {', '  return JSON.parse(text);', '}'];
    const twins = snapshotOf([addedFile('src/a.ts', lines), addedFile('src/b.ts', lines)]);
    const quote = 'export function parse(text: string) {';
    expect(anchorFinding(claim(quote, { file: 'src/b.ts' }), twins)?.finding.file).toBe('src/b.ts');
    expect(anchorFinding(claim(quote, { file: 'src/c.ts' }), twins)).toBeNull();
  });
});
