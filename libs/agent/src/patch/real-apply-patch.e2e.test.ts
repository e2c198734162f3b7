import { describe, expect, test } from 'vitest';
import recorded from '../testing/fixtures/patch-outcomes.json' with { type: 'json' };
import { generatedPatches } from '../testing/generated-patches.ts';
import { handMadePatches } from '../testing/hand-made-patches.ts';
import { expectedOutcome } from '../testing/intended-differences.ts';
import { ourPatch } from '../testing/our-patch.ts';
import { inFreshTree } from '../testing/patch-case.ts';
import { findRealCodex, realPatch, recordedOutcome } from '../testing/real-patch.ts';

const codex = findRealCodex();
const generated = 500;
const seed = 20261120;

describe.runIf(codex !== null)('apply_patch beside that of the real codex', () => {
  const binary = codex ?? '';

  // That ours does the same as recorded is a unit test.
  test('hand-made patches: the real one does what is recorded', async () => {
    const outcomes: Readonly<Record<string, unknown>> = recorded.outcomes;
    for (const each of handMadePatches) {
      expect(await recordedOutcome(binary, each), each.name).toEqual(outcomes[each.name]);
    }
  });

  test('generated patches: ours does the same', async () => {
    let compared = 0;
    let applied = 0;
    for (const each of generatedPatches(generated, seed)) {
      const before = await inFreshTree(each, async () => ({ ok: true, report: '' }));
      const expected = expectedOutcome(each, await realPatch(binary, each), before.files);
      if (expected === null) continue;
      const ours = await ourPatch(each);
      expect(ours, JSON.stringify(each, null, 2)).toMatchObject(expected);
      compared += 1;
      if (ours.ok) applied += 1;
    }
    expect(compared).toBeGreaterThan(450);
    expect(applied).toBeGreaterThan(100);
  });
});
