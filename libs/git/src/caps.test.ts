import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admit } from './caps.ts';

test('one huge change costs the small ones nothing', () => {
  const items = [90, 10, 10, 200].map((bytes) => ({ bytes, generated: false }));
  expect(admit(items, { file: 100, total: 100 })).toEqual(['over_total', 'in', 'in', 'over_file']);
});

test('generated files come last, however light', () => {
  const items = [
    { bytes: 1, generated: true },
    { bytes: 100, generated: false },
  ];
  expect(admit(items, { file: 100, total: 100 })).toEqual(['over_total', 'in']);
});

test('what is in never exceeds a cap, and what is out would have', () => {
  const item = fc.record({ bytes: fc.nat(50), generated: fc.boolean() });
  fc.assert(
    fc.property(fc.array(item), fc.nat(40), fc.nat(200), (items, file, total) => {
      const verdicts = admit(items, { file, total });
      const sum = items.filter((_, i) => verdicts[i] === 'in').reduce((all, { bytes }) => all + bytes, 0);
      expect(sum).toBeLessThanOrEqual(total);
      for (const [index, { bytes }] of items.entries()) {
        expect(verdicts[index] === 'over_file').toBe(bytes > file);
        if (verdicts[index] === 'over_total') expect(sum + bytes).toBeGreaterThan(total);
      }
    }),
  );
});
