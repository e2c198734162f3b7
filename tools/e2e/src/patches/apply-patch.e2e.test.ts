import { readFile } from 'node:fs/promises';
import { inFreshTree, ourPatch } from '@codex-pro/agent/testing';
import { expect } from 'vitest';
import { testInHost } from '../test-in-host.ts';
import { generatedPatches } from './generated-patches.ts';
import { expectedOutcome, isIntendedDifference } from './intended-differences.ts';
import { patchFixture, recordedCases } from './patch-fixture.ts';
import { realCodex, realPatch, recordPatch } from './real-patch.ts';

const test = await testInHost('codex');

/** Another one than that of the recorded cases. */
const seed = 7;

test('the real apply_patch still does what ours is held against', async () => {
  const codex = await realCodex();
  const kept: unknown = JSON.parse(await readFile(patchFixture, 'utf8'));
  const now = [];
  for (const each of recordedCases) now.push(await recordPatch(codex, each));
  expect(now).toEqual(kept);
});

test('of more patches than are recorded, ours makes what the real one makes', async () => {
  const codex = await realCodex();
  let compared = 0;
  let applied = 0;
  for (const each of generatedPatches(350, seed)) {
    if (isIntendedDifference(each)) continue;
    const before = await inFreshTree(each, async () => ({ ok: true, report: '' }));
    const expected = expectedOutcome(await realPatch(codex, each), before.files);
    const ours = await ourPatch(each);
    expect(ours, JSON.stringify(each, null, 2)).toMatchObject(expected);
    compared += 1;
    if (ours.ok) applied += 1;
  }
  expect(compared).toBeGreaterThan(300);
  expect(applied).toBeGreaterThan(60);
});
