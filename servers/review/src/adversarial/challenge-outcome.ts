import type { Snapshot } from '@codex-pro/git';
import { cleanText, type ErrorReport, toErrorReport } from '@codex-pro/runtime';
import { counted } from '@codex-pro/terminal';
import { unanchoredNote } from '../review/account.ts';
import type { Asked } from '../review/ask-together.ts';
import { compareText, type NotDone } from '../review/finding.ts';
import { type MergedClaim, mergeClaims, type SourcedClaim } from '../review/merge-claims.ts';
import type { Pack } from '../review/pack.ts';
import {
  type AdversarialPart,
  type AdversarialVerdict,
  adversarialVerdicts,
  type Challenge,
  type ChallengeList,
  challengeLists,
} from './adversarial-part.ts';
import type { ChallengeAnswer } from './challenge-answer.ts';
import type { Lens } from './lens.ts';

export interface ChallengeOutcome {
  readonly part: AdversarialPart;
  readonly summary: string;
  readonly notDone: readonly NotDone[];
  /** Set where a budget ended it with what it had. */
  readonly error: ErrorReport | null;
}

/** What people call a challenger. */
export const nameOf = (lens: Lens | null): string => lens?.name ?? 'general';

const maxReasonBytes = 1_000;

interface Answered {
  readonly lens: Lens | null;
  readonly answer: ChallengeAnswer;
}

/** What came of the challengers' ends: their points merged, and who failed. Throws what the first met where none answered. */
export function outcomeOf(
  snapshot: Snapshot,
  pack: Pack,
  lenses: readonly (Lens | null)[],
  ends: readonly Asked<ChallengeAnswer>[],
): ChallengeOutcome {
  const answered: Answered[] = [];
  const failed: NotDone[] = [];
  let stopped: ErrorReport | null = null;
  for (const [index, end] of ends.entries()) {
    const lens = lenses[index] ?? null;
    if (end.ok) {
      answered.push({ lens, answer: end.answer });
      continue;
    }
    const report = toErrorReport(end.error);
    failed.push({ what: `challenger ${nameOf(lens)}`, why: `role_failed: ${report.message}` });
    if (report.code === 'budget_exceeded') stopped = report;
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
    error: stopped,
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
