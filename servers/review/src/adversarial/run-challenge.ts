import type { ModelPort } from '@codex-pro/codex';
import type { Snapshot } from '@codex-pro/git';
import { cleanText, toErrorReport } from '@codex-pro/runtime';
import { designLens } from '../prompts/lenses/design.ts';
import { operationLens } from '../prompts/lenses/operation.ts';
import { counted, unanchoredNote } from '../review/account.ts';
import { type Asked, askTogether } from '../review/ask-together.ts';
import { type ChoosePackOptions, choosePack } from '../review/choose-pack.ts';
import { compareText, type NotDone } from '../review/finding.ts';
import { type MergedClaim, mergeClaims, type SourcedClaim } from '../review/merge-claims.ts';
import type { Pack } from '../review/pack.ts';
import type { ReportProgress } from '../review/progress.ts';
import { createProgressBoard } from '../review/progress-board.ts';
import { refuseNothing } from '../review/run-review.ts';
import {
  type AdversarialPart,
  type AdversarialVerdict,
  adversarialVerdicts,
  type Challenge,
  type ChallengeList,
  challengeLists,
} from './adversarial-part.ts';
import { type ChallengeAnswer, parseChallenge } from './challenge-answer.ts';
import { challengeCall } from './challenge-call.ts';
import type { Lens } from './lens.ts';

export interface RunChallengeOptions extends Omit<ChoosePackOptions, 'roles'> {
  readonly snapshot: Snapshot;
  readonly model: ModelPort;
  readonly signal: AbortSignal;
  readonly progress: ReportProgress;
}

export interface ChallengeOutcome {
  readonly part: AdversarialPart;
  readonly summary: string;
  readonly notDone: readonly NotDone[];
}

/** One challenger for everything at depth `quick`, one for each lens at the others. */
const lensesOf = (depth: 'quick' | 'standard' | 'deep'): readonly (Lens | null)[] =>
  depth === 'quick' ? [null] : [designLens, operationLens];

const nameOf = (lens: Lens | null): string => lens?.name ?? 'general';

const maxReasonBytes = 1_000;

interface Answered {
  readonly lens: Lens | null;
  readonly answer: ChallengeAnswer;
}

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

function outcomeOf(
  snapshot: Snapshot,
  pack: Pack,
  lenses: readonly (Lens | null)[],
  ends: readonly Asked<ChallengeAnswer>[],
): ChallengeOutcome {
  const answered: Answered[] = [];
  const failed: NotDone[] = [];
  for (const [index, end] of ends.entries()) {
    const lens = lenses[index] ?? null;
    if (end.ok) answered.push({ lens, answer: end.answer });
    else
      failed.push({
        what: `challenger ${nameOf(lens)}`,
        why: `role_failed: ${toErrorReport(end.error).message}`,
      });
  }
  const [first] = answered;
  if (first === undefined) throw firstError(ends);
  const lists = {
    assumptions_challenged: mergedList(answered, 'assumptions_challenged'),
    failure_modes: mergedList(answered, 'failure_modes'),
    alternatives: mergedList(answered, 'alternatives'),
    trade_offs: mergedList(answered, 'trade_offs'),
  };
  const { verdict, reason } = verdictOf(answered, lists);
  const part: AdversarialPart = {
    verdict,
    verdict_reason: reason,
    ...lists,
    target: {
      scope: snapshot.target.scope,
      base: snapshot.target.base,
      head: snapshot.target.head,
      files: snapshot.files.map(({ path }) => path),
    },
    coverage: {
      files_sent: pack.filesSent,
      files_total: pack.filesTotal,
      hunks_sent: pack.hunksSent,
      hunks_total: pack.hunksTotal,
      quorum: { asked: lenses.length, answered: answered.length },
    },
  };
  return {
    part,
    summary: summaryOf(part),
    notDone: [
      ...pack.notDone,
      ...failed,
      ...answered.flatMap(({ answer }) => answer.unanchored.map(unanchoredNote)),
    ],
  };
}

function firstError(ends: readonly Asked<unknown>[]): unknown {
  const failed = ends.find((end) => !end.ok);
  return failed === undefined || failed.ok ? new TypeError('A challenger is asked.') : failed.error;
}

function mergedList(answered: readonly Answered[], name: ChallengeList): Challenge[] {
  const claims = answered.flatMap(({ lens, answer }) =>
    answer.lists[name].map(
      (anchored): SourcedClaim => ({ anchored, source: nameOf(lens), voter: nameOf(lens) }),
    ),
  );
  return mergeClaims(claims).toSorted(compareChallenges).map(challengeOf);
}

function compareChallenges(a: MergedClaim, b: MergedClaim): number {
  const [one, other] = [a.anchored.finding, b.anchored.finding];
  return (
    one.priority - other.priority ||
    b.votes - a.votes ||
    other.confidence - one.confidence ||
    compareText(one.title, other.title)
  );
}

function challengeOf({ anchored, foundBy }: MergedClaim): Challenge {
  const { title, body, priority, confidence, file, line_start, line_end, quote } = anchored.finding;
  return {
    title,
    body,
    priority,
    confidence,
    evidence: { file, line_start, line_end, quote },
    found_by: [...foundBy],
  };
}

/** The worst of the challengers'. Text in the material may ask for approval: what must be settled first stands against it. */
function verdictOf(
  answered: readonly Answered[],
  lists: Pick<AdversarialPart, ChallengeList>,
): { verdict: AdversarialVerdict; reason: string } {
  const rank = (verdict: AdversarialVerdict): number => adversarialVerdicts.indexOf(verdict);
  const sorted = answered.toSorted((a, b) => rank(b.answer.verdict) - rank(a.answer.verdict));
  const worst = sorted[0]?.answer.verdict ?? 'unsound';
  const reasons = sorted.filter(({ answer }) => answer.verdict === worst).map(({ answer }) => answer.reason);
  const urgent = [...lists.assumptions_challenged, ...lists.failure_modes].filter(
    ({ priority }) => priority <= 1,
  );
  const reason = cleanText([...new Set(reasons)].join(' ').replace(/\s+/g, ' ').trim(), maxReasonBytes);
  return { verdict: worst === 'sound' && urgent.length > 0 ? 'sound_with_changes' : worst, reason };
}

function summaryOf(part: AdversarialPart): string {
  const counts = challengeLists.map((name) => `${part[name].length} ${name.replaceAll('_', ' ')}`).join(', ');
  const { coverage } = part;
  const sent = `${coverage.files_sent} of ${counted(coverage.files_total, 'file')} read`;
  const quorum =
    coverage.quorum.answered === coverage.quorum.asked
      ? ''
      : `; only ${coverage.quorum.answered} of ${coverage.quorum.asked} challengers answered`;
  return `${verdictWords(part.verdict)}: ${counts}; ${sent}${quorum}. ${part.verdict_reason}`;
}

/** `sound_with_changes` → `Sound with changes`. */
export function verdictWords(verdict: AdversarialVerdict): string {
  const words = verdict.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
