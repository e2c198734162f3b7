import type { ModelCall } from '@codex-pro/codex';
import type { Snapshot } from '@codex-pro/git';
import { challengeRequest } from '../prompts/challenge-request.ts';
import { challengerInstructions } from '../prompts/challenger-instructions.ts';
import { lensRequest } from '../prompts/lens-request.ts';
import { fenceName } from '../review/fence.ts';
import { scopeSentences } from '../review/request.ts';
import { fencedContext, type ReviewContext, safeInFence } from '../review/review-context.ts';
import { userMessage } from '../review/user-message.ts';
import { challengeFormat } from './challenge-answer.ts';
import type { Lens } from './lens.ts';

/** The call that asks a challenger; without a lens it weighs everything. Up to the lens, calls about one target are equal. */
export function challengeCall(
  snapshot: Snapshot,
  context: ReviewContext,
  material: string,
  lens: Lens | null,
) {
  const text = challengeRequest({
    scope: scopeSentences[snapshot.target.scope],
    target: safeInFence(snapshot.target.description),
    ...fencedContext(context),
    material,
  });
  return {
    purpose: 'challenger',
    instructions: challengerInstructions,
    input: [userMessage(text), ...(lens === null ? [] : [userMessage(lensRequest(lens))])],
    format: challengeFormat(),
    promptCacheKey: fenceName(text).replace('data-', 'challenge-'),
  } as const satisfies ModelCall;
}
