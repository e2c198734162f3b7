import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markHunks, withoutMarked } from './hunk-marks.ts';
import { changedFile, snapshotOf } from './snapshot-fixture.ts';

/** A file with a changed line every so often, far enough apart to be hunks of their own. */
const file = (path: string, texts: readonly string[], shift = 0) =>
  changedFile(path, [
    ...Array.from({ length: shift }, (_, index) => ` moved ${index}`),
    ...texts.flatMap((text) => [`+${text}`, ...Array.from({ length: 8 }, (_, index) => ` ${text} ${index}`)]),
  ]);

test('what was marked is left out wherever it moved to; what is new stays, and is counted', () => {
  const name = fc.constantFrom('a.ts', 'b.ts', '__proto__', 'constructor');
  const texts = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 1 }),
      texts,
      texts,
      fc.nat(20),
      (names, before, after, shift) => {
        const earlier = snapshotOf(names.map((path) => file(path, before)));
        const now = snapshotOf(
          names.map((path) => file(path, [...before, ...after.map((text) => `new-${text}`)], shift)),
        );
        const { snapshot, hunks } = withoutMarked(now, markHunks(earlier));
        const total = now.files.reduce((sum, { hunks: all }) => sum + all.length, 0);
        const left = snapshot.files.reduce((sum, { hunks: all }) => sum + all.length, 0);
        expect(left + hunks).toBe(total);
        const sent = snapshot.files.flatMap(({ hunks: all }) => all.flatMap(({ lines }) => lines));
        for (const text of after)
          expect(sent.filter((line) => line === `+new-${text}`)).toHaveLength(names.length);
        expect(withoutMarked(now, markHunks(now))).toMatchObject({ snapshot: { files: [] }, hunks: total });
      },
    ),
    { numRuns: 200 },
  );
});

test('a file without lines counts as seen only as it was', () => {
  const binary = changedFile('logo.png', [], { binary: true, hunks: [], content: null, size: 10 });
  const marks = markHunks(snapshotOf([binary]));
  expect(withoutMarked(snapshotOf([binary]), marks)).toMatchObject({ snapshot: { files: [] }, files: 1 });
  expect(withoutMarked(snapshotOf([{ ...binary, size: 11 }]), marks).snapshot.files).toHaveLength(1);
});
