import fc from 'fast-check';
import { expect, test } from 'vitest';
import { patchOf } from '../testing/patch-case.ts';
import { parsePatch } from './parse-patch.ts';
import type { PatchHunk, PatchLine } from './patch.ts';
import { PatchProblem } from './patch-problem.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 }).map((each) => each.replace(/[\r\n]/g, ''));
const name = fc.stringMatching(/^[a-z]{1,6}(\/[a-z .]{0,4}[a-z]){0,2}$/);

const hunk: fc.Arbitrary<PatchHunk> = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    path: name,
    content: fc.array(text, { maxLength: 3 }).map((lines) => lines.map((line) => `${line}\n`).join('')),
  }),
  fc.record({ kind: fc.constant('delete' as const), path: name }),
  fc.record({
    kind: fc.constant('update' as const),
    path: name,
    moveTo: fc.option(name),
    chunks: fc.array(
      fc.record({
        context: fc.option(fc.stringMatching(/^[a-z(){}]{1,9}$/)),
        lines: fc.array(fc.record({ sign: fc.constantFrom<PatchLine['sign'][]>(' ', '-', '+'), text }), {
          minLength: 1,
          maxLength: 4,
        }),
        atEnd: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
);

function printed(one: PatchHunk): string[] {
  if (one.kind === 'delete') return [`*** Delete File: ${one.path}`];
  if (one.kind === 'add') {
    const lines = one.content.split('\n').slice(0, -1);
    return [`*** Add File: ${one.path}`, ...lines.map((line) => `+${line}`)];
  }
  return [
    `*** Update File: ${one.path}`,
    ...(one.moveTo === null ? [] : [`*** Move to: ${one.moveTo}`]),
    ...one.chunks.flatMap(({ context, lines, atEnd }) => [
      context === null ? '@@' : `@@ ${context}`,
      ...lines.map((line) => `${line.sign}${line.text}`),
      ...(atEnd ? ['*** End of File'] : []),
    ]),
  ];
}

test('what is printed as a patch is read as it was', () => {
  fc.assert(
    fc.property(fc.array(hunk, { minLength: 1, maxLength: 4 }), fc.boolean(), (hunks, windows) => {
      const patch = patchOf(...hunks.flatMap(printed));
      expect(parsePatch(windows ? patch.replaceAll('\n', '\r\n') : patch)).toEqual(hunks);
    }),
    { numRuns: 300 },
  );
});

test('any text is a patch, or a problem in words', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom('*** Begin Patch', '*** End Patch', '*** Update File: f', '@@', '+a', '*** End of File'),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      try {
        expect(parsePatch(lines.join('\n')).length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(PatchProblem);
      }
    }),
    { numRuns: 500 },
  );
});
