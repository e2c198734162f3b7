import type { ModelPort } from '@codex-pro/codex';
import type { Snapshot } from '@codex-pro/git';
import { designLens } from '../prompts/lenses/design.ts';
import { operationLens } from '../prompts/lenses/operation.ts';
import { askWatched } from '../review/ask-watched.ts';
import { type ChoosePackOptions, choosePack } from '../review/choose-pack.ts';
import type { ReportProgress } from '../review/progress.ts';
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
  const { snapshot, settings, progress } = options;
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
  const context = { ...options.context, focus: settings.focus };
  const calls = lenses.map((lens) => ({
    name: nameOf(lens),
    call: challengeCall(snapshot, context, material, lens),
  }));
  const parse = (value: unknown) => parseChallenge(value, pack.reviewable);
  const ends = await askWatched('challenging', calls, parse, options);
  return outcomeOf(snapshot, pack, lenses, ends);
}
