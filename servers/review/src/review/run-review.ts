import type { ModelPort } from '@codex-pro/codex';
import type { Snapshot } from '@codex-pro/git';
import { type ErrorReport, InputError, toErrorReport } from '@codex-pro/runtime';
import { counted } from '@codex-pro/terminal';
import { nextSteps, reviewSummary, unanchoredNote } from './account.ts';
import { askAcrossParts } from './ask-across-parts.ts';
import { askReviewers, type Reviewer } from './ask-reviewers.ts';
import { type ChoosePackOptions, choosePack } from './choose-pack.ts';
import { type CodeFrame, codeFrame } from './code-frame.ts';
import { type Dismissal, withoutDismissed } from './dismissal.ts';
import { type Answers, readReplies } from './ensemble.ts';
import {
  type Claim,
  compareFindings,
  type Finding,
  type NotDone,
  type ReviewPart,
  type Verification,
} from './finding.ts';
import { judge } from './judge.ts';
import { compareMerged, type MergedClaim, mergeClaims } from './merge-claims.ts';
import {
  type CheckPatch,
  combinePatches,
  type OfferedPatch,
  offeredReplacement,
  offerPatch,
} from './offer-patches.ts';
import type { Pack } from './pack.ts';
import type { ReportProgress } from './progress.ts';
import type { ReviewContext } from './review-context.ts';
import { verifyClaims } from './verify-claims.ts';

export interface RunReviewOptions extends ChoosePackOptions {
  readonly snapshot: Snapshot;
  readonly model: ModelPort;
  readonly checkPatch: CheckPatch;
  /** What is not to be reported again. */
  readonly dismissals?: readonly Dismissal[] | undefined;
  /** Stops the review; the model port ends its call with the signal's reason. */
  readonly signal: AbortSignal;
  readonly progress: ReportProgress;
}

/** A review that was made. The envelope is built from it; the frames are for the renderings. */
export interface ReviewOutcome {
  readonly part: ReviewPart;
  /** How it ended, in one sentence, then the reviewers' own words. */
  readonly summary: string;
  readonly notDone: readonly NotDone[];
  /** Calls of the tool `review` that make sense now. */
  readonly nextSteps: readonly string[];
  /** One for each finding of `part`, in the same order. */
  readonly frames: readonly CodeFrame[];
  /** All patches of the findings as one; empty where there is none. */
  readonly patch: string;
  /** Set where a budget ended the review with what it had. */
  readonly error: ErrorReport | null;
}

/**
 * Reviews a snapshot: packs it, asks the reviewers, merges what they say, has single claims checked, and ranks. Throws
 * InputError `target_empty` where nothing of it is to be sent, `target_too_large` where nothing fits, and whatever the
 * model port throws where no reviewer answers: a review without an answer is an error, never an approval.
 */
export async function runReview(options: RunReviewOptions): Promise<ReviewOutcome> {
  const { snapshot, settings, signal, progress } = options;
  progress('packing the change');
  const pack = await choosePack(snapshot, options, false);
  refuseNothing(pack);
  signal.throwIfAborted();
  progress(`asking for a review of ${counted(pack.filesSent, 'file')}, ${counted(pack.hunksSent, 'hunk')}`);
  const context: ReviewContext = { ...options.context, focus: settings.focus };
  const reviewers = await reviewersOf(pack, options);
  const replies = await askReviewers(reviewers, { ...options, context });
  const answers = readReplies(replies, pack.reviewable);
  const across = await askAcrossParts(pack, answers, options);
  progress(`merging ${counted(answers.claims.length + across.claims.length, 'claim')}`);
  const all = mergeClaims([...answers.claims, ...across.claims]).sort(compareMerged);
  const { standing: merged, prints, notDone: dismissed } = withoutDismissed(all, options.dismissals ?? []);
  // A used-up budget would fail every verifier, and quick reviews are one call.
  const isChecked = settings.depth !== 'quick' && answers.stopped === null;
  const said = isChecked
    ? await verifyClaims(merged, { ...options, changeOf: (path) => changeOf(pack, path) })
    : new Map<MergedClaim, Verification>();
  return report(options, { pack, answers, across, merged, prints, dismissed, said });
}

/** Who is asked, about which pack: the second look of a deep review has the files in another order. */
async function reviewersOf(pack: Pack, options: RunReviewOptions): Promise<Reviewer[]> {
  const { roles, settings, snapshot } = options;
  if (settings.depth === 'quick') return [{ role: null, pass: 1, pack }];
  const first = roles.map((role) => ({ role, pass: 1, pack }));
  if (settings.depth === 'standard') return first;
  const secondPack = await choosePack(snapshot, options, false, true);
  return [...first, ...roles.map((role) => ({ role, pass: 2, pack: secondPack }))];
}

function changeOf(pack: Pack, path: string): string {
  return (pack.parts.find(({ files }) => files.has(path)) ?? pack.parts[0]).text;
}

interface Reviewed {
  readonly pack: Pack;
  readonly answers: Answers;
  readonly across: Awaited<ReturnType<typeof askAcrossParts>>;
  readonly merged: readonly MergedClaim[];
  readonly prints: ReadonlyMap<Claim, string>;
  readonly dismissed: readonly NotDone[];
  readonly said: ReadonlyMap<MergedClaim, Verification>;
}

async function report(options: RunReviewOptions, reviewed: Reviewed): Promise<ReviewOutcome> {
  const { snapshot, settings, checkPatch } = options;
  const { pack, answers, across, merged, prints, said } = reviewed;
  const unanchored = [...answers.unanchored, ...across.unanchored];
  const offered: { readonly merged: MergedClaim; readonly patch: OfferedPatch | null }[] = [];
  for (const one of merged) {
    offered.push({ merged: one, patch: await offerPatch(one.anchored, snapshot, checkPatch) });
  }
  const judged = offered.map(({ merged: one, patch }) => ({
    anchored: one.anchored,
    patch,
    finding: findingOf(one, said.get(one) ?? null, prints.get(one.anchored.finding) ?? '', patch),
  }));
  judged.sort((a, b) => compareFindings(a.finding, b.finding));
  const isRefuted = ({ finding }: { finding: Finding }) => finding.verification?.state === 'refuted';
  const standing = judged.filter((one) => !isRefuted(one));
  const findings = standing.map(({ finding }) => finding);
  const allAnswered = answers.quorum.answered === answers.quorum.asked && !across.failed;
  const part = reviewPart(snapshot, pack, {
    findings,
    refuted: judged.filter(isRefuted).map(({ finding }) => finding),
    shown: settings.max_findings,
    quorum: answers.quorum,
    verdict: judge({
      findings,
      unanchored: unanchored.map(({ priority }) => priority),
      packComplete: pack.complete,
      allAnswered,
    }),
  });
  return {
    part,
    summary: reviewSummary({
      part,
      unanchored: unanchored.length,
      complete: pack.complete && allAnswered,
      remark: answers.summaries[0]?.text ?? '',
    }),
    notDone: [
      ...pack.notDone,
      ...answers.notDone,
      ...across.notDone,
      ...unanchored.map(unanchoredNote),
      ...reviewed.dismissed,
    ],
    nextSteps: nextSteps(pack),
    frames: standing.map(({ anchored }) => codeFrame(anchored)),
    patch: await combinePatches(
      standing.flatMap(({ patch }) => (patch === null ? [] : [patch])),
      checkPatch,
    ),
    error: answers.stopped === null ? null : toErrorReport(answers.stopped),
  };
}

function findingOf(
  { anchored, votes, foundBy }: MergedClaim,
  verification: Verification | null,
  print: string,
  patch: OfferedPatch | null,
): Finding {
  return {
    ...anchored.finding,
    replacement: offeredReplacement(patch),
    votes,
    found_by: [...foundBy],
    verification,
    fingerprint: print,
    patch: patch?.patch ?? null,
  };
}

/** The part of the envelope that follows from the snapshot, the pack and what was judged. */
function reviewPart(
  snapshot: Snapshot,
  pack: Pack,
  judged: Pick<ReviewPart, 'findings' | 'refuted' | 'shown' | 'verdict'> &
    Pick<ReviewPart['coverage'], 'quorum'>,
): ReviewPart {
  const { quorum, ...rest } = judged;
  return { ...rest, target: targetOf(snapshot), coverage: { ...coverageOf(pack), quorum } };
}

export function targetOf({ target, files }: Snapshot): ReviewPart['target'] {
  return {
    scope: target.scope,
    base: target.base,
    head: target.head,
    files: files.map(({ path }) => path),
  };
}

export function coverageOf(pack: Pack): Omit<ReviewPart['coverage'], 'quorum'> {
  return {
    files_sent: pack.filesSent,
    files_total: pack.filesTotal,
    hunks_sent: pack.hunksSent,
    hunks_total: pack.hunksTotal,
  };
}

/** Nothing was sent, so nothing can be said; the reasons go into the message, since there will be no result. */
export function refuseNothing(pack: Pack): void {
  if (pack.filesSent > 0) return;
  if (pack.filesTotal === 0) {
    throw new InputError('target_empty', 'There is nothing to review: the target has no changes.', {
      hint: 'Choose another scope, base, commit or paths.',
    });
  }
  const reasons = pack.notDone.slice(0, 10).map(({ what, why }) => `${what} (${why})`);
  const more =
    pack.notDone.length > reasons.length ? ` and ${pack.notDone.length - reasons.length} more` : '';
  const tooLarge = pack.notDone.some(({ why }) => /^(?:over_budget|too_large):/.test(why));
  throw new InputError(
    tooLarge ? 'target_too_large' : 'target_empty',
    `Nothing of the target was sent to be reviewed: ${reasons.join('; ')}${more}.`,
    {
      hint: tooLarge ? 'Choose fewer paths, or raise review.caps.' : 'Check the ignore globs and the target.',
    },
  );
}
