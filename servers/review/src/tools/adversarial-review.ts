import { defineStartTool, sharedArguments } from '@codex-pro/capability';
import * as z from 'zod';
import { adversarialCapability } from '../adversarial-capability.ts';
import { adversarialReviewDescription } from './adversarial-review-description.ts';
import { depths, focusArgument, targetArguments } from './target-arguments.ts';

const input = z.strictObject({
  ...targetArguments,
  focus: focusArgument,
  depth: z
    .enum(depths)
    .optional()
    .describe(
      'quick: one challenger; standard: one for the design and one for its operation; deep: the same, who may look around in the workspace',
    ),
  ...sharedArguments,
});

/** Starts an adversarial review: the approach is challenged, not the lines. */
export const adversarialReviewTool = defineStartTool(adversarialCapability, {
  name: 'adversarial_review',
  title: 'Have Codex challenge an approach',
  description: adversarialReviewDescription,
  hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input,
  prepare: async (given, context) =>
    (await import('../prepare-challenge.ts')).prepareChallenge(given, context),
});

export type AdversarialReviewInput = z.output<typeof input>;
