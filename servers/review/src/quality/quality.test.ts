import { describe, expect, it } from 'vitest';
import { mergeClaims } from '../review/merge-claims.ts';
import { addedFile } from '../review/snapshot-fixture.ts';
import { exactAnchors, falseAnchors, stableFingerprints } from './measure-anchors.ts';
import { labelledClaims, meanScore, measuredOn } from './measure-clustering.ts';
import { measureDismissals } from './measure-dismissals.ts';
import { measurePatches } from './measure-patches.ts';
import { measureTokens } from './measure-tokens.ts';
import { paraphrasedFaults } from './paraphrases.ts';
import { randomFrom, shuffled } from './random.ts';

describe('the quality of a review, measured without a model', () => {
  it('brings paraphrases of a fault together, and keeps faults apart', () => {
    const { f1, purity } = meanScore(measuredOn, 30);
    expect(f1).toBeGreaterThanOrEqual(0.8);
    expect(purity).toBeGreaterThanOrEqual(0.95);
  });

  it('merges the same for 1,000 orders of arrival', () => {
    const file = addedFile('src/file0.ts', ['x']);
    const claims = labelledClaims(paraphrasedFaults, 1).map(({ claim }, index) => ({
      anchored: { finding: claim, file, removed: null },
      source: `role${index % 4}`,
      voter: `role${index % 4}`,
    }));
    const merge = (list: typeof claims): string =>
      JSON.stringify(
        mergeClaims(list).map(({ anchored, votes, foundBy }) => [anchored.finding, votes, foundBy]),
      );
    const expected = merge(claims);
    const random = randomFrom(5);
    // Some claims alone suffice for the order; all of them a hundred times, a handful nine hundred times.
    for (let round = 0; round < 100; round += 1) expect(merge(shuffled(claims, random))).toBe(expected);
    for (let round = 0; round < 900; round += 1) {
      const some = shuffled(claims, random).slice(0, 12);
      expect(merge(shuffled(some, random))).toBe(merge(some));
    }
  });

  it('ties claims to their exact lines under drift, and never to code they do not quote', () => {
    expect(exactAnchors(20, 50)).toBeGreaterThanOrEqual(0.99);
    expect(falseAnchors(1_000)).toBe(0);
  });

  it('keeps fingerprints when lines move and other code changes', () => {
    expect(stableFingerprints(20)).toBeGreaterThanOrEqual(0.98);
  });

  it('brings no dismissed finding back, however lines moved, and leaves out no other', () => {
    const { dismissed, back, lost } = measureDismissals(20);
    expect(dismissed).toBeGreaterThan(100);
    expect({ back, lost }).toEqual({ back: 0, lost: 0 });
  });

  it('offers only patches that apply, and they do what was suggested', async () => {
    const { suggested, offered, right } = await measurePatches(40);
    expect(right).toBe(offered);
    expect(offered / suggested).toBeGreaterThan(0.9);
  });

  it('foretells the tokens of a review', async () => {
    expect((await measureTokens(4)).dryRun).toBeLessThanOrEqual(0.02);
  });
});
