import type { ModelPort } from '@codex-pro/codex';
import type { Snapshot } from '@codex-pro/git';
import { designLens } from '../prompts/lenses/design.ts';
import { operationLens } from '../prompts/lenses/operation.ts';
import { askTogether } from '../review/ask-together.ts';
import { type ChoosePackOptions, choosePack } from '../review/choose-pack.ts';
import type { ReportProgress } from '../review/progress.ts';
import { createProgressBoard } from '../review/progress-board.ts';
import { refuseNothing } from '../review/run-review.ts';
import { parseChallenge } from './challenge-answer.ts';
import { challengeCall } from './challenge-call.ts';
import { type ChallengeOutcome, nameOf, outcomeOf } from './challenge-outcome.ts';
import type { Lens } from './lens.ts';

export interface RunChallengeOptions extends Omit<ChoosePackOptions, 'roles'> {
  readonly snapshot: Snapshot;
  readonly model: ModelPort;
  readonly signal: AbortSignal;
  readonly progress: ReportProgress;
}

/** One challenger for everything at depth `quick`, one for each lens at the others. */
const lensesOf = (depth: 'quick' | 'standard' | 'deep'): readonly (Lens | null)[] =>
  depth === 'quick' ? [null] : [designLens, operationLens];

/**
 * Has the approach of a snapshot challenged. Throws InputError where nothing of it can be sent, and what the model port
 * throws where no challenger answers; where one of them does, the others are listed as not done.
 */
export async function runChallenge(options: RunChallengeOptions): Promise<ChallengeOutcome> {
  const { snapshot, settings, model, signal, progress } = options;
  progress('packing the material');
  // An approach is judged as a whole: what does not fit into one request is left out and listed.
  const pack = await choosePack(
    snapshot,
    { ...options, settings: { ...settings, depth: 'quick' }, roles: [] },
    false,
  );
  refuseNothing(pack);
  const [{ text: material }] = pack.parts;
  const lenses = lensesOf(settings.depth);
  const board = createProgressBoard('challenging', lenses.map(nameOf), progress);
  const context = { ...options.context, focus: settings.focus };
  const ends = await askTogether(
    lenses.map((lens, index) => {
      const call = challengeCall(snapshot, context, material, lens);
      return {
        prefix: call.promptCacheKey,
        async send(onProgress) {
          const parse = (value: unknown) => parseChallenge(value, pack.reviewable);
          let how = 'failed';
          try {
            const { value } = await model.respondJson(call, parse, {
              signal,
              onProgress: (seen) => {
                onProgress(seen);
                board.seen(index, seen);
              },
            });
            how = 'answered';
            return value;
          } finally {
            board.ended(index, how);
          }
        },
      };
    }),
    signal,
  );
  return outcomeOf(snapshot, pack, lenses, ends);
}
