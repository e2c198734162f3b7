import { expect, test } from 'vitest';
import recorded from '../testing/fixtures/patch-outcomes.json' with { type: 'json' };
import { handMadePatches } from '../testing/hand-made-patches.ts';
import { ourPatch } from '../testing/our-patch.ts';
import { inFreshTree } from '../testing/patch-case.ts';

const outcomes: Readonly<Record<string, unknown>> = recorded.outcomes;

test('every hand-made patch has a name of its own and a recorded outcome', () => {
  const names = handMadePatches.map((each) => each.name);
  expect(new Set(names).size).toBe(names.length);
  expect(Object.keys(outcomes).toSorted()).toEqual(names.toSorted());
});

test.each(handMadePatches.map((each) => [each.name, each] as const))(
  '%s: as the Codex CLI does it, but whole or not at all',
  async (name, each) => {
    const ours = await ourPatch(each);
    const before = await inFreshTree(each, async () => ({ ok: true, report: '' }));
    expect(ours).toMatchObject(outcomes[name] ?? {});
    if (!ours.ok) expect(ours.files).toEqual(before.files);
  },
);
