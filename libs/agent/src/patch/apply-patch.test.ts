import { expect, test } from 'vitest';
import { ourPatch } from '../testing/our-patch.ts';
import { inFreshTree, type RecordedPatch } from '../testing/patch-case.ts';
import recorded from './fixtures/recorded-patches.json' with { type: 'json' };

// Outcomes of codex-cli 0.169.0, run as apply_patch: recorded, and checked again, by tools/e2e.
test.each((recorded as readonly RecordedPatch[]).map((each) => [each.name, each] as const))(
  '%s: as the Codex CLI does it, but whole or not at all',
  async (_, each) => {
    const ours = await ourPatch(each);
    expect(ours).toMatchObject(each.outcome);
    if (ours.ok) return;
    const before = await inFreshTree(each, async () => ({ ok: true, report: '' }));
    expect(ours.files).toEqual(before.files);
  },
);
