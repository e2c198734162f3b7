import type { ModelCall } from '@codex-pro/codex';
import type { Snapshot } from '@codex-pro/git';
import { redactSecrets } from '@codex-pro/runtime';
import { challengeRequest } from '../prompts/challenge-request.ts';
import { challengerInstructions } from '../prompts/challenger-instructions.ts';
import { lensRequest } from '../prompts/lens-request.ts';
import { fenced, fenceName } from '../review/fence.ts';
import { type ReviewContext, scopeSentences } from '../review/request.ts';
import { challengeFormat } from './challenge-answer.ts';
import type { Lens } from './lens.ts';

/** The call that asks a challenger; without a lens it weighs everything. Up to the lens, calls about one target are equal. */
export function challengeCall(
  snapshot: Snapshot,
  context: ReviewContext,
  material: string,
  lens: Lens | null,
) {
  const { focus, guidelines, commits } = context;
  const rules = guidelines.map(({ path, text }) => `=== ${path}\n${text}`).join('\n\n');
  const text = challengeRequest({
    scope: scopeSentences[snapshot.target.scope],
    target: inFence(snapshot.target.description),
    focus: focus === null || focus.trim() === '' ? null : inFence(focus),
    guidelines: rules === '' ? null : inFence(rules),
    commits: commits.length === 0 ? null : inFence(commits.join('\n\n')),
    material,
  });
  return {
    purpose: 'challenger',
    instructions: challengerInstructions,
    input: [message(text), ...(lens === null ? [] : [message(lensRequest(lens))])],
    format: challengeFormat(),
    promptCacheKey: fenceName(text).replace('data-', 'challenge-'),
  } as const satisfies ModelCall;
}

function message(text: string) {
  return { type: 'message', role: 'user', content: [{ type: 'input_text', text }] } as const;
}

function inFence(text: string): string {
  const safe = redactSecrets(text).text;
  return fenced(fenceName(safe), safe);
}
