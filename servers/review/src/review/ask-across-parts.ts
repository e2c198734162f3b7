import type { ModelPort } from '@codex-pro/codex';
import type { Snapshot } from '@codex-pro/git';
import { counted } from '@codex-pro/terminal';
import { acrossParts } from '../prompts/roles/across-parts.ts';
import { acrossPartsCall } from './across-parts-call.ts';
import { anchorAll } from './anchor-all.ts';
import { type Asked, askTogether } from './ask-together.ts';
import type { ChoosePackOptions } from './choose-pack.ts';
import { type Answers, roleFailed } from './ensemble.ts';
import type { Claim, NotDone } from './finding.ts';
import type { SourcedClaim } from './merge-claims.ts';
import type { Pack } from './pack.ts';
import type { ReportProgress } from './progress.ts';
import { roomForChange } from './request.ts';
import { defaultWindowTokens } from './review-settings.ts';
import { parseReviewerAnswer, type ReviewerAnswer } from './reviewer-answer.ts';
import { estimateTokens } from './token-count.ts';

export interface AcrossParts {
  readonly claims: readonly SourcedClaim[];
  readonly unanchored: readonly Claim[];
  readonly notDone: readonly NotDone[];
  readonly failed: boolean;
}

const nothingToAsk: AcrossParts = { claims: [], unanchored: [], notDone: [], failed: false };

/** The outline takes this share of a request at most: an estimate, so it stays well below the window. */
const outlineShare = 0.8;

/**
 * Looks across the parts of a change that was too large for one request; asks nothing for a change in one part. A
 * failure takes nothing from the review of the parts, and is listed. Throws only where `signal` aborts.
 */
export async function askAcrossParts(
  pack: Pack,
  answers: Pick<Answers, 'summaries' | 'stopped'>,
  options: ChoosePackOptions & {
    readonly snapshot: Snapshot;
    readonly model: ModelPort;
    readonly signal: AbortSignal;
    readonly progress: ReportProgress;
  },
): Promise<AcrossParts> {
  if (pack.parts.length === 1 || answers.stopped !== null) return nothingToAsk;
  const { snapshot, model, signal, settings } = options;
  options.progress(`looking across ${pack.parts.length} parts`);
  const context = { ...options.context, focus: settings.focus };
  const window = options.window ?? defaultWindowTokens;
  const room = roomForChange(snapshot, context, [acrossParts], window, estimateTokens);
  const limits = { tokens: room.tokens * outlineShare, characters: room.characters * outlineShare };
  const { call, leftOut } = acrossPartsCall(answers.summaries, pack.reviewable.files, limits, estimateTokens);
  const notDone =
    leftOut.length === 0
      ? []
      : [
          {
            what: counted(leftOut.length, 'file'),
            why: `over_budget: not all of their declarations found room in the pass across the parts (${leftOut.slice(0, 10).join(', ')}${leftOut.length > 10 ? ' …' : ''}).`,
          },
        ];
  const [end] = await askTogether<ReviewerAnswer>(
    [
      {
        prefix: acrossParts.name,
        send: async (onProgress) =>
          (await model.respondJson(call, parseReviewerAnswer, { signal, onProgress })).value,
      },
    ],
    signal,
  );
  const across = read(end, pack);
  return { ...across, notDone: [...notDone, ...across.notDone] };
}

function read(end: Asked<ReviewerAnswer> | undefined, pack: Pack): AcrossParts {
  if (end?.ok !== true) {
    return { ...nothingToAsk, notDone: [roleFailed(acrossParts.name, end?.error)], failed: true };
  }
  const { anchored, unanchored } = anchorAll(end.answer.findings, pack.reviewable);
  const { name } = acrossParts;
  return {
    claims: anchored.map((claim) => ({ anchored: claim, source: name, voter: name })),
    unanchored,
    notDone: [],
    failed: false,
  };
}
