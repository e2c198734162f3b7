import { defineStartTool, sharedArguments } from '@codex-pro/capability';
import * as z from 'zod';
import { reviewCapability } from '../capability.ts';
import { dryRunResultSchema } from '../dry-run-result.ts';
import { reviewDescription } from './review-description.ts';
import { dryRunArgument, focusArgument, targetArguments } from './target-arguments.ts';

const input = z.strictObject({
  ...targetArguments,
  since_last: z
    .boolean()
    .default(false)
    .describe('Only what changed since the last reviews of this branch: what they looked at is left out'),
  focus: focusArgument,
  depth: z
    .enum(['quick', 'standard', 'deep'])
    .optional()
    .describe(
      'How thorough. quick: one reviewer; standard: several with different roles, single claims checked; deep: each twice, and they may read other files of the workspace',
    ),
  roles: z
    .array(z.string().trim().min(1).max(40))
    .min(1)
    .max(16)
    .optional()
    .describe(
      'Who reviews: correctness, security, reliability, contract, or roles of the profile; all if left out',
    ),
  max_findings: z.int().min(1).max(500).optional().describe('Show at most so many findings, the worst first'),
  dry_run: dryRunArgument,
  ...sharedArguments,
});

/** Starts a review: takes the snapshot now, so that later edits do not reach a job that waits. */
export const reviewTool = defineStartTool(reviewCapability, {
  name: 'review',
  title: 'Review changes with Codex',
  description: reviewDescription,
  // Nothing of the user's is changed; code goes out to a service, and each call is a new review.
  hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input,
  dryRun: dryRunResultSchema,
  prepare: async (given, context) => (await import('../prepare-review.ts')).prepareReview(given, context),
});

export type ReviewInput = z.output<typeof input>;
