import type { ModelCall } from '@codex-pro/codex';
import type { Snapshot } from '@codex-pro/git';
import { reviewRequest } from '../prompts/review-request.ts';
import { reviewerInstructions } from '../prompts/reviewer-instructions.ts';
import { roleRequest } from '../prompts/role-request.ts';
import { fenceName } from './fence.ts';
import { type PackLimits, sizeOf } from './pack-limits.ts';
import { fencedContext, type ReviewContext, safeInFence } from './review-context.ts';
import { answerFormat } from './reviewer-answer.ts';
import type { Role } from './role.ts';
import type { CountTokens } from './token-count.ts';
import { userMessage } from './user-message.ts';

/** Characters of a whole request that the backend takes. */
export const maxRequestCharacters = 1_048_576;

/** What a dialect puts around our texts (keys, ids, headers of items, the schema once more): generously. */
const wireCharacters = 8_000;
const wireTokens = 1_000;

/** The part of a model's window that a request may fill; the rest is for the answer and for errors of estimates. */
const windowShare = 0.95;

/** The room that is left for the change once everything else in the request is counted, by the longest of the roles. */
export function roomForChange(
  snapshot: Snapshot,
  context: ReviewContext,
  roles: readonly Role[],
  window: number,
  count: CountTokens,
): PackLimits {
  const [longest = null] = roles.toSorted((a, b) => roleRequest(b).length - roleRequest(a).length);
  const call = reviewerCall(snapshot, context, '', longest);
  const fixed = sizeOf(JSON.stringify([call.instructions, call.input, call.format]), count);
  return {
    tokens: Math.floor(window * windowShare) - fixed.tokens - wireTokens,
    characters: maxRequestCharacters - fixed.characters - wireCharacters,
  };
}

/**
 * The call that asks a reviewer; without a role it reviews for everything. Up to the role, calls about the same change
 * are the same byte for byte, so that a prompt cache pays for it once.
 */
export function reviewerCall(snapshot: Snapshot, context: ReviewContext, change: string, role: Role | null) {
  const text = reviewRequest({
    scope: scopeSentences[snapshot.target.scope],
    target: safeInFence(snapshot.target.description),
    ...fencedContext(context),
    change,
  });
  return {
    purpose: 'reviewer',
    instructions: reviewerInstructions,
    input: [userMessage(text), ...(role === null ? [] : [userMessage(roleRequest(role))])],
    format: answerFormat(),
    promptCacheKey: fenceName(text).replace('data-', 'review-'),
  } as const satisfies ModelCall;
}

/** What a target is, in our own words. */
export const scopeSentences: Readonly<Record<Snapshot['target']['scope'], string>> = {
  'working-tree': 'The uncommitted changes of a working tree, untracked files included.',
  staged: 'The changes that are staged for the next commit.',
  branch: 'The changes of a branch since it left its base.',
  commit: 'The changes of one commit.',
  range: 'The changes between two commits.',
  'pull-request': 'The changes of a pull request since it left its base.',
  paths: 'Whole files instead of a change: every line is in scope, and nothing counts as old.',
};
