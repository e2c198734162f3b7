import { describe, expect, it } from 'vitest';
import { anchorFinding } from './anchor-finding.ts';
import { codeFrame } from './code-frame.ts';
import { drawFrame, unpainted } from './draw-frame.ts';
import { addedFile, changedFile, snapshotOf } from './snapshot-fixture.ts';

const long = addedFile(
  'long.ts',
  Array.from({ length: 40 }, (_, at) => `step(${at + 1});`),
);

function drawn(file: ReturnType<typeof addedFile>, quote: string, columns = 80): string {
  const claim = {
    title: '',
    body: '',
    category: '',
    priority: 1,
    confidence: 1,
    file: file.path,
    line_start: 1,
    line_end: 1,
    quote,
    replacement: null,
  };
  const anchored = anchorFinding(claim, snapshotOf([file]));
  if (anchored === null) throw new Error('The quote is in the file.');
  return drawFrame(codeFrame(anchored), columns, unpainted).join('\n');
}

describe('a code frame', () => {
  it('shows the lines with two around them', () => {
    expect(drawn(long, 'step(9);\nstep(10);')).toMatchInlineSnapshot(`
      "   7 +│ step(7);
         8 +│ step(8);
      >  9 +│ step(9);
      > 10 +│ step(10);
        11 +│ step(11);
        12 +│ step(12);"
    `);
  });

  it('points at a part of a line, tabs and wide characters counted', () => {
    expect(drawn(addedFile('a.ts', ['\tconst 名前 = parse(input);']), 'parse(input)')).toMatchInlineSnapshot(`
      "> 1 +│     const 名前 = parse(input);
           │                  ^^^^^^^^^^^^"
    `);
  });

  it('leaves out the middle of a long quote', () => {
    const quote = Array.from({ length: 30 }, (_, at) => `step(${at + 3});`).join('\n');
    expect(drawn(long, quote)).toMatchInlineSnapshot(`
      "   1 +│ step(1);
         2 +│ step(2);
      >  3 +│ step(3);
      >  4 +│ step(4);
      >  5 +│ step(5);
      >  6 +│ step(6);
      >  7 +│ step(7);
      >  8 +│ step(8);
      >     │ (18 more lines)
      > 27 +│ step(27);
      > 28 +│ step(28);
      > 29 +│ step(29);
      > 30 +│ step(30);
      > 31 +│ step(31);
      > 32 +│ step(32);
        33 +│ step(33);
        34 +│ step(34);"
    `);
  });

  it('shows what was removed beside what is there now', () => {
    const file = changedFile('a.ts', [' one();', '-acquireTheLock();', '+withoutTheLock();', ' two();']);
    expect(drawn(file, 'acquireTheLock();')).toMatchInlineSnapshot(`
      "  1  │ one();
      > 2 -│ acquireTheLock();
        2 +│ withoutTheLock();
        3  │ two();"
    `);
  });

  it('does not show a carriage return', () => {
    expect(drawn(addedFile('a.ts', ['windows();\r']), 'windows();')).toBe('> 1 +│ windows();');
  });

  it('cuts what is too wide', () => {
    const row = drawn(addedFile('a.ts', [`call(${'x'.repeat(500)});`]), `call(${'x'.repeat(500)});`, 40);
    expect(row).toBe(`> 1 +│ call(${'x'.repeat(27)}…`);
  });

  it('makes hidden characters visible', () => {
    expect(drawn(addedFile('a.ts', ['if (isAdmin\u202e) grantAccess();']), 'grantAccess()')).toContain(
      'isAdmin<U+202E>) grantAccess();',
    );
  });
});
