import type { Scope } from '@codex-pro/git';
import * as z from 'zod';

/** Spelled out, since importing them would load the git library before it is needed. A test compares. */
export const reviewScopes = [
  'auto',
  'working-tree',
  'staged',
  'branch',
  'commit',
  'range',
  'pull-request',
  'paths',
] as const satisfies readonly Scope[];

const ref = z.string().trim().min(1).max(500);

/** What to look at: the same arguments for every tool that looks at a change. */
export const targetArguments = {
  scope: z
    .enum(reviewScopes)
    .default('auto')
    .describe(
      'What to look at. auto: uncommitted changes if there are any, else the branch; working-tree: uncommitted, untracked files included; staged; branch: since it left base; commit; range; pull-request: its own diff, through gh; paths: whole files as they stand',
    ),
  base: ref
    .optional()
    .describe('With scope branch: the branch or commit to compare with; found by itself if left out'),
  commit: ref.optional().describe('With scope commit: the commit; HEAD if left out'),
  range: ref.optional().describe('With scope range: a..b, or a...b for what b has since it left a'),
  pull_request: z
    .int()
    .positive()
    .optional()
    .describe('With scope pull-request: its number, of the GitHub repository that this clone is of'),
  paths: z
    .array(z.string().min(1))
    .min(1)
    .max(1_000)
    .optional()
    .describe('Files and folders to look at only; with scope paths: what to look at whole'),
};

export const depths = ['quick', 'standard', 'deep'] as const;

export const focusArgument = z
  .string()
  .trim()
  .min(1)
  .max(2_000)
  .optional()
  .describe('What to look at above all, in your words');

export const dryRunArgument = z
  .boolean()
  .default(false)
  .describe('Send nothing: show what would be sent, with tokens, cost and time');

export type TargetInput = z.output<z.ZodObject<typeof targetArguments>>;
