import type { ModelCall } from '@codex-pro/codex';
import type { Snapshot } from '@codex-pro/git';
import { redactSecrets } from '@codex-pro/runtime';
import { reviewRequest } from '../prompts/review-request.ts';
import { reviewerInstructions } from '../prompts/reviewer-instructions.ts';
import { fenced, fenceName } from './fence.ts';
import { type PackLimits, sizeOf } from './pack-limits.ts';
import { answerFormat } from './reviewer-answer.ts';
import type { CountTokens } from './token-count.ts';

/** Characters of a whole request that the backend takes. */
export const maxRequestCharacters = 1_048_576;

/** What a dialect puts around our texts (keys, ids, headers of items, the schema once more): generously. */
const wireCharacters = 8_000;
const wireTokens = 1_000;

/** The part of a model's window that a request may fill; the rest is for the answer and for errors of estimates. */
const windowShare = 0.95;

/** The room that is left for the change once everything else in the request is counted. */
export function roomForChange(
  snapshot: Snapshot,
  focus: string | null,
  window: number,
  count: CountTokens,
): PackLimits {
  const call = reviewerCall(snapshot, focus, '');
  const fixed = sizeOf(JSON.stringify([call.instructions, call.input, call.format]), count);
  return {
    tokens: Math.floor(window * windowShare) - fixed.tokens - wireTokens,
    characters: maxRequestCharacters - fixed.characters - wireCharacters,
  };
}

/** The call that asks the one reviewer of a quick review. */
export function reviewerCall(snapshot: Snapshot, focus: string | null, change: string) {
  const target = snapshot.target.description;
  const sentFocus = focus === null || focus.trim() === '' ? null : redactSecrets(focus).text;
  const text = reviewRequest({
    scope: scopeSentences[snapshot.target.scope],
    target: fenced(fenceName(target), target),
    focus: sentFocus === null ? null : fenced(fenceName(sentFocus), sentFocus),
    change,
  });
  return {
    purpose: 'reviewer',
    instructions: reviewerInstructions,
    input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }],
    format: answerFormat(),
    promptCacheKey: fenceName(text).replace('data-', 'review-'),
  } as const satisfies ModelCall;
}

const scopeSentences: Readonly<Record<Snapshot['target']['scope'], string>> = {
  'working-tree': 'The uncommitted changes of a working tree, untracked files included.',
  staged: 'The changes that are staged for the next commit.',
  branch: 'The changes of a branch since it left its base.',
  commit: 'The changes of one commit.',
  range: 'The changes between two commits.',
  paths: 'Whole files instead of a change: every line is in scope, and nothing counts as old.',
};
