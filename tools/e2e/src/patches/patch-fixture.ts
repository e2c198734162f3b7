import { fileURLToPath } from 'node:url';
import type { PatchCase } from '@codex-pro/agent/testing';
import { generatedPatches } from './generated-patches.ts';
import { handMadePatches } from './hand-made-patches.ts';
import { isIntendedDifference } from './intended-differences.ts';

/** Where the outcomes are kept: the agent's own tests hold its apply_patch against them. */
export const patchFixture = fileURLToPath(
  new URL('../../../../libs/agent/src/patch/fixtures/recorded-patches.json', import.meta.url),
);

const seed = 20_261_120;

/** The cases that are recorded. */
export const recordedCases: readonly PatchCase[] = [
  ...handMadePatches,
  ...generatedPatches(120, seed).map((each, index) => ({ ...each, name: `${each.name} ${index + 1}` })),
].filter((each) => !isIntendedDifference(each));
