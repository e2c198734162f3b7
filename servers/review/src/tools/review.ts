import { defineStartTool, sharedArguments } from '@codex-pro/capability';
import type { Scope } from '@codex-pro/git';
import * as z from 'zod';
import { reviewCapability } from '../capability.ts';
import { dryRunResultSchema } from '../dry-run-result.ts';
import { reviewDescription } from './review-description.ts';

/** Spelled out, since importing them would load the git library before it is needed. A test compares. */
export const reviewScopes = [
  'auto',
  'working-tree',
  'staged',
  'branch',
  'commit',
  'range',
  'paths',
] as const satisfies readonly Scope[];

const ref = z.string().trim().min(1).max(500);

const input = z.strictObject({
  scope: z
    .enum(reviewScopes)
    .default('auto')
    .describe(
      'What to review. auto: uncommitted changes if there are any, else the branch; working-tree: uncommitted, untracked files included; staged; branch: since it left base; commit; range; paths: whole files as they stand',
    ),
  base: ref
    .optional()
    .describe('With scope branch: the branch or commit to compare with; found by itself if left out'),
  commit: ref.optional().describe('With scope commit: the commit to review; HEAD if left out'),
  range: ref.optional().describe('With scope range: a..b, or a...b for what b has since it left a'),
  paths: z
    .array(z.string().min(1))
    .min(1)
    .max(1_000)
    .optional()
    .describe('Files and folders to look at only; with scope paths: what to review whole'),
  focus: z.string().trim().min(1).max(2_000).optional().describe('What to look at above all, in your words'),
  depth: z.enum(['quick']).optional().describe('How thorough: quick is one reviewer'),
  max_findings: z.int().min(1).max(500).optional().describe('Show at most so many findings, the worst first'),
  dry_run: z
    .boolean()
    .default(false)
    .describe('Send nothing: show what would be sent, with tokens, cost and time'),
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
