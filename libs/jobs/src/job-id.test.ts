import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isJobId, newJobId, parseJobReference } from './job-id.ts';

test('ids are short, whole ids are told from prefixes, and no two are alike', () => {
  const ids = new Set(Array.from({ length: 5_000 }, () => newJobId('rev')));
  expect(ids.size).toBe(5_000);
  for (const id of ids) {
    expect(id).toMatch(/^rev-[2-9a-hjkmnp-z]{8}$/);
    expect(isJobId(id)).toBe(true);
    expect(isJobId(id.slice(0, -1))).toBe(false);
    expect(parseJobReference(id)).toBe(id);
  }
});

test('nothing that is taken for a job can leave the jobs folder', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'rev-27./\\%~') })), (text) => {
      let reference: string;
      try {
        reference = parseJobReference(text);
      } catch {
        return;
      }
      expect(reference).toMatch(/^[a-z]{2,8}(-[2-9a-z]*)?$/);
    }),
  );
});
