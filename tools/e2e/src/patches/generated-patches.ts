import { type PatchCase, patchOf } from '@codex-pro/agent/testing';
import fc from 'fast-check';

/** Few different lines, so that stretches repeat and look alike: that is where matchers differ. */
const line = fc.constantFrom(
  'a',
  'b',
  'c',
  '',
  '  a',
  'a  ',
  '\tb',
  'c\u00a0d',
  'c d',
  'x - y',
  'x \u2013 y',
  "it's",
  'it\u2019s',
  '"q"',
  '\u201cq\u201d',
  '@@',
  '@@ a',
  '-a',
  '+a',
  ' a',
  '*** End of File',
  '*** End Patch',
  '}',
  'e\u0301',
);
const lines = fc.array(line, { maxLength: 9 });
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r');

const fileText = fc
  .tuple(lines, fc.infiniteStream(lineEnd), fc.boolean(), lineEnd, fc.boolean())
  .map(([texts, ends, mixed, end, lastEnd]) =>
    texts
      .map((text, index) => {
        const own = mixed ? (ends.next().value ?? '\n') : end;
        return text + (index === texts.length - 1 && !lastEnd ? '' : own);
      })
      .join(''),
  );

/** How a model misremembers a line. */
const blur = fc.constantFrom(
  (text: string) => text,
  (text: string) => text,
  (text: string) => text,
  (text: string) => `${text} `,
  (text: string) => ` ${text}`,
  (text: string) => text.trim(),
  (text: string) => text.replace('\u2013', '-').replace('\u2019', "'").replace('\u00a0', ' '),
  () => 'no such line',
);

const chunkPlan = fc.record({
  start: fc.nat(9),
  length: fc.nat(4),
  signs: fc.array(fc.constantFrom(' ', '-', '+'), { minLength: 4, maxLength: 4 }),
  blurs: fc.array(blur, { minLength: 4, maxLength: 4 }),
  added: fc.array(line, { maxLength: 2 }),
  marker: fc.constantFrom('none', '@@', '@@ ', 'context', 'context', '@@ nowhere'),
  atEnd: fc.constantFrom(false, false, false, true),
  blank: fc.constantFrom(false, false, false, true),
});

type ChunkPlan = typeof chunkPlan extends fc.Arbitrary<infer T> ? T : never;

function chunkLines(text: string, plan: ChunkPlan): string[] {
  const source = text.split(/\r\n|\n|\r/);
  const stretch = source.slice(plan.start, plan.start + plan.length);
  const before = source[Math.max(0, plan.start - 1)] ?? '';
  const marker = plan.marker === 'context' ? [`@@ ${before}`] : plan.marker === 'none' ? [] : [plan.marker];
  return [
    ...marker,
    ...stretch.map((each, index) => `${plan.signs[index] ?? ' '}${(plan.blurs[index] ?? String)(each)}`),
    ...plan.added.map((each) => `+${each}`),
    ...(plan.atEnd ? ['*** End of File'] : []),
    ...(plan.blank ? [''] : []),
  ];
}

/** Updates whose chunks are taken from the file, mostly in order, sometimes misremembered. */
const updates: fc.Arbitrary<PatchCase> = fc
  .tuple(
    fileText,
    fc.array(chunkPlan, { minLength: 1, maxLength: 3 }),
    fc.constantFrom(null, null, null, 'd/g.txt'),
  )
  .map(([text, plans, moveTo]) => {
    const body = plans.toSorted((a, b) => a.start - b.start).flatMap((plan) => chunkLines(text, plan));
    const move = moveTo === null ? [] : [`*** Move to: ${moveTo}`];
    return {
      name: 'generated update',
      files: { 'f.txt': Buffer.from(text).toString('latin1'), 'd/other.sh': '#!\n' },
      patch: patchOf('*** Update File: f.txt', ...move, ...body),
    };
  });

const anyLine = fc.oneof(
  line,
  line.map((text) => `+${text}`),
  line.map((text) => `-${text}`),
  line.map((text) => ` ${text}`),
  fc.constantFrom(
    '@@',
    '@@ a',
    '@@ ',
    ' @@',
    '*** End of File',
    '*** Update File: f.txt',
    '*** Add File: n.txt',
    '*** Add File: d/n.txt',
    '*** Delete File: f.txt',
    '*** Delete File: nope.txt',
    '*** Move to: g.txt',
    '  *** Add File: m.txt  ',
    '*** Environment ID: one',
    '*** End Patch',
    '*** Begin Patch',
    '+',
    '   ',
    '+a\rb',
    '+a\r',
  ),
);

/** Any lines in any order: what the two make of nonsense. */
const nonsense: fc.Arbitrary<PatchCase> = fc
  .tuple(fileText, fc.array(anyLine, { maxLength: 10 }), fc.constantFrom('\n', '\n', '\r\n'))
  .map(([text, body, end]) => ({
    name: 'generated nonsense',
    files: { 'f.txt': Buffer.from(text).toString('latin1') },
    patch: patchOf('*** Update File: f.txt', ...body).replaceAll('\n', end),
  }));

/** Several files in one patch, each hunk right by itself. */
const manyFiles: fc.Arbitrary<PatchCase> = fc
  .array(
    fc.constantFrom(
      ['*** Add File: n.txt', '+one', '+two'],
      ['*** Add File: d/e/n.txt', '+one'],
      ['*** Update File: f.txt', '-a', '+A'],
      ['*** Update File: f.txt', '@@', ' A', '+more'],
      ['*** Update File: f.txt', '*** Move to: d/g.txt', '-b', '+B'],
      ['*** Update File: run.sh', '+exit'],
      ['*** Update File: run.sh', '*** Move to: moved.sh', '+exit'],
      ['*** Delete File: f.txt'],
      ['*** Delete File: n.txt'],
      ['*** Delete File: d/g.txt'],
      ['*** Add File: f.txt', '+over'],
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((hunks) => ({
    name: 'generated files',
    files: { 'f.txt': 'a\nb\n', 'run.sh': '#!/bin/sh\n' },
    patch: patchOf(...hunks.flat()),
  }));

/** Cases of every kind, the same for a seed. */
export function generatedPatches(count: number, seed: number): readonly PatchCase[] {
  const any = fc.oneof(
    { weight: 5, arbitrary: updates },
    { weight: 3, arbitrary: nonsense },
    { weight: 2, arbitrary: manyFiles },
  );
  return fc.sample(any, { numRuns: count, seed });
}
