import { expect, test } from 'vitest';
import { parsePatch } from './patch-sections.ts';

const patch = Buffer.from(
  [
    'diff --git a/a b/a',
    'index 1..2 100644',
    '--- a/a',
    '+++ b/a',
    '@@ -1,3 +1,4 @@ heading',
    ' diff --git a/x b/x',
    '-@@ -1 +1 @@',
    '+-- a/y',
    '+++ b/y',
    '',
    '@@ -9 +10,0 @@',
    '-last',
    '\\ No newline at end of file',
    'diff --git a/empty b/empty',
    'new file mode 100644',
    'index 0..e69de29',
    '',
  ].join('\n'),
);

test('lines are taken by the counts of their hunk, so that text that looks like a header stays text', () => {
  const { sections, whole } = parsePatch(patch, 0, false);
  expect(whole).toBe(true);
  expect(sections.map(({ header, hunks }) => [header.toString(), hunks.length])).toEqual([
    ['diff --git a/a b/a', 2],
    ['diff --git a/empty b/empty', 0],
  ]);
  const [first, second] = sections[0]?.hunks ?? [];
  expect(first).toMatchObject({ oldStart: 1, oldLines: 3, newStart: 1, newLines: 4 });
  expect(first?.heading.toString()).toBe('heading');
  expect(patch.toString('utf8', second?.start, second?.end)).toBe('-last\n\\ No newline at end of file\n');
});

test('a patch that is cut anywhere keeps its whole sections and leaves the last one out', () => {
  const second = patch.indexOf('diff --git a/empty');
  for (let length = 0; length <= patch.length; length += 1) {
    const { sections, whole } = parsePatch(patch.subarray(0, length), 0, true);
    expect(whole).toBe(false);
    expect(sections.length).toBe(length >= second + 'diff --git '.length ? 1 : 0);
  }
});
