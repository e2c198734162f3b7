import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileInFull, hunksInFunctions } from './context-hunks.ts';
import { coupledOrder } from './coupled-order.ts';
import { buildPack } from './pack.ts';
import { addedFile, changedFile, snapshotOf, wideCaps } from './snapshot-fixture.ts';
import { estimateTokens } from './token-count.ts';

const settings = { ignore: [], caps: wideCaps };

describe('a change in several parts', () => {
  const row = fc.tuple(fc.constantFrom('+', '+', '-', ' '), fc.stringMatching(/^[a-z (){};=]{0,60}$/));
  const file = fc.tuple(
    fc.constantFrom('src', 'src/deep', 'test', 'docs'),
    fc.array(row, { minLength: 1, maxLength: 60 }),
  );
  const files = fc.array(file, { minLength: 4, maxLength: 14 }).map((list) =>
    list.map(([folder, rows], at) =>
      changedFile(
        `${folder}/f${at}.ts`,
        rows.map(([sign, text], line) => `${sign}${text} l${at}x${line}`),
      ),
    ),
  );
  const limits = fc.record({
    tokens: fc.integer({ min: 500, max: 4_000 }),
    characters: fc.integer({ min: 2_000, max: 12_000 }),
  });

  it('sends or lists every line, keeps each part in its limits, and is the same for the same input', () => {
    fc.assert(
      fc.property(files, limits, fc.integer({ min: 1, max: 6 }), (list, limit, mostParts) => {
        const options = { settings, limits: limit, mostParts };
        const pack = buildPack(snapshotOf(list), options);
        expect(buildPack(structuredClone(snapshotOf(list)), options)).toEqual(pack);
        expect(pack.parts.length).toBeLessThanOrEqual(mostParts);
        for (const { text } of pack.parts) {
          expect(JSON.stringify(text).length).toBeLessThanOrEqual(limit.characters);
          expect(estimateTokens(text)).toBeLessThanOrEqual(limit.tokens);
        }
        const all = pack.parts.map(({ text }) => text).join('\n');
        for (const one of list) {
          if (pack.notDone.some(({ what }) => what === one.path)) continue;
          for (const hunk of one.hunks)
            for (const line of hunk.lines) expect(all).toContain(`|${line.slice(1)}`);
        }
        expect(pack.complete).toBe(pack.notDone.length === 0);
        expect(pack.hunksTotal).toBe(list.reduce((sum, { hunks }) => sum + hunks.length, 0));
      }),
      { numRuns: 150 },
    );
  });

  it('fills every part but the last to nine tenths', () => {
    const many = Array.from({ length: 60 }, (_, at) =>
      addedFile(
        `src/d${at % 7}/f${at}.ts`,
        Array.from(
          { length: 40 + ((at * 37) % 90) },
          (_line, line) => `const v${at}x${line} = compute(${line});`,
        ),
      ),
    );
    const limit = { tokens: 12_000, characters: 60_000 };
    const pack = buildPack(snapshotOf(many), { settings, limits: limit, mostParts: 8 });
    expect(pack.complete).toBe(true);
    expect(pack.parts.length).toBeGreaterThan(2);
    for (const { text, estimatedTokens } of pack.parts.slice(0, -1)) {
      const full = Math.max(estimatedTokens / limit.tokens, JSON.stringify(text).length / limit.characters);
      expect(full).toBeGreaterThanOrEqual(0.9);
    }
  });

  it('drops the least important where not even all parts have room: prose before sources, and fills the parts', () => {
    const rows = (word: string) =>
      Array.from({ length: 60 }, (_, line) => `${word}${line} = compute(${line});`);
    // By name the prose comes first.
    const prose = Array.from({ length: 10 }, (_, at) => addedFile(`a/${at}.md`, rows(`text${at}x`)));
    const code = Array.from({ length: 10 }, (_, at) => addedFile(`src/${at}.ts`, rows(`value${at}x`)));
    const limit = { tokens: 100_000, characters: 14_000 };
    const pack = buildPack(snapshotOf([...prose, ...code]), { settings, limits: limit, mostParts: 2 });
    expect(pack.parts).toHaveLength(2);
    expect(pack.complete).toBe(false);
    const dropped = pack.notDone.map(({ what }) => what);
    expect(dropped.length).toBeGreaterThan(0);
    expect(dropped.filter((path) => path.startsWith('src/'))).toEqual([]);
    for (const { text } of pack.parts) {
      expect(JSON.stringify(text).length).toBeLessThanOrEqual(limit.characters);
      expect(JSON.stringify(text).length).toBeGreaterThanOrEqual(limit.characters * 0.9);
    }
  });

  it('keeps a folder together, and a file with its test and what it imports', () => {
    const order = coupledOrder([
      addedFile('test/pager.test.ts', ['x']),
      addedFile('src/z.ts', ['x']),
      addedFile('src/pager.ts', ["import { pages } from '../lib/book.ts';"]),
      addedFile('lib/book.ts', ['x']),
      addedFile('src/a.ts', ['x']),
    ]);
    expect(order.map(({ path }) => path)).toEqual([
      'lib/book.ts',
      'src/a.ts',
      'src/pager.ts',
      'test/pager.test.ts',
      'src/z.ts',
    ]);
  });

  it('takes 20,000 lines in 300 files, and 300 files of 20 kB', () => {
    const wide = Array.from({ length: 300 }, (_, at) =>
      changedFile(
        `src/m${at % 20}/f${at}.ts`,
        Array.from({ length: 67 }, (_line, line) => `+const v${at}x${line} = compute(${line}, input);`),
      ),
    );
    const large = Array.from({ length: 300 }, (_, at) =>
      addedFile(
        `gen/f${at}.ts`,
        Array.from(
          { length: 400 },
          (_line, line) => `export const value${at}x${line} = ${line};  // ${'x'.repeat(10)}`,
        ),
        { status: 'untracked' },
      ),
    );
    const limits = { tokens: 250_000, characters: 1_000_000 };
    for (const list of [wide, large]) {
      const pack = buildPack(snapshotOf(list), { settings, limits, mostParts: 16 });
      expect(pack).toMatchObject({ complete: true, filesSent: 300, notDone: [] });
    }
  });
});

describe('the code around a hunk', () => {
  const source = [
    'import { x } from "./x.ts";',
    '',
    'export class Cart {',
    '  total(lines: Line[]): number {',
    '    let sum = 0;',
    '    // one',
    '    // two',
    '    // three',
    '    // four',
    '    sum += lines[0].cents;',
    '    // five',
    '    // six',
    '    // seven',
    '    // eight',
    '    return sum;',
    '  }',
    '',
    '  other() {}',
    '}',
  ];
  const file = changedFile(
    'src/cart.ts',
    source.map((line, at) => (at === 9 ? `+${line}` : ` ${line}`)),
  );

  it('is its function, from the line that opens it', () => {
    const [hunk] = hunksInFunctions(file);
    expect(hunk?.lines).toContain(' export class Cart {');
    expect(hunk?.lines).toContain('   total(lines: Line[]): number {'.slice(0));
    expect(hunk).toMatchObject({ newStart: 3 });
  });

  it('is the whole file as one hunk with its true numbers', () => {
    const [hunk, ...more] = fileInFull(file);
    expect(more).toEqual([]);
    expect(hunk).toMatchObject({
      oldStart: 1,
      newStart: 1,
      newLines: source.length,
      oldLines: source.length - 1,
    });
  });

  it('never changes a line or its number, whatever the change', () => {
    const row = fc.tuple(
      fc.constantFrom('+', '-', ' ', ' ', ' ', ' '),
      fc.stringMatching(/^ {0,8}[a-z{}]{0,4}$/),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 120 }), (rows) => {
        const made = changedFile(
          'a.ts',
          rows.map(([sign, text]) => sign + text),
        );
        const lines = made.content?.split('\n').slice(0, -1) ?? [];
        const before = rows.filter(([sign]) => sign !== '+').map(([, text]) => text);
        for (const hunks of [hunksInFunctions(made), fileInFull(made)]) {
          let last = 0;
          for (const hunk of hunks) {
            let number = hunk.newStart + (hunk.newLines === 0 ? 1 : 0);
            let old = hunk.oldStart;
            expect(number).toBeGreaterThan(last);
            for (const line of hunk.lines) {
              if (!line.startsWith('-')) {
                expect(line.slice(1)).toBe(lines[number - 1]);
                last = number;
                number += 1;
              }
              if (!line.startsWith('+')) {
                expect(line.slice(1)).toBe(before[old - 1]);
                old += 1;
              }
            }
          }
          const kept = hunks.flatMap((hunk) => hunk.lines.filter((line) => !line.startsWith(' ')));
          if (hunks.length > 0)
            expect(kept).toEqual(
              made.hunks.flatMap((hunk) => hunk.lines.filter((line) => !line.startsWith(' '))),
            );
        }
      }),
      { numRuns: 300 },
    );
  });
});
