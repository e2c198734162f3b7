import type { ModelPort } from '@codex-pro/codex';
import type { Snapshot } from '@codex-pro/git';
import { InputError } from '@codex-pro/runtime';
import { counted, nextSteps, notShownNote, reviewSummary, unanchoredNote } from './account.ts';
import { anchorAll } from './anchor-all.ts';
import { askReviewer } from './ask-reviewer.ts';
import { type ChoosePackOptions, choosePack } from './choose-pack.ts';
import { type CodeFrame, codeFrame } from './code-frame.ts';
import { compareFindings, type NotDone, type ReviewPart } from './finding.ts';
import { judge } from './judge.ts';
import type { Pack } from './pack.ts';
import type { ReportProgress } from './progress.ts';
import { reviewerCall } from './request.ts';

export interface RunReviewOptions extends ChoosePackOptions {
  readonly snapshot: Snapshot;
  readonly model: ModelPort;
  /** Stops the review; the model port ends its call with the signal's reason. */
  readonly signal: AbortSignal;
  readonly progress: ReportProgress;
}

/** A review that was made. The envelope is built from it; the frames are for the renderings. */
export interface ReviewOutcome {
  readonly part: ReviewPart;
  /** How it ended, in one sentence, then the reviewer's own words. */
  readonly summary: string;
  readonly notDone: readonly NotDone[];
  /** Calls of the tool `review` that make sense now. */
  readonly nextSteps: readonly string[];
  /** One for each finding of `part`, in the same order. */
  readonly frames: readonly CodeFrame[];
}

/**
 * Reviews a snapshot. Throws InputError `target_empty` where nothing of it is to be sent, `target_too_large` where
 * nothing fits, and whatever the model port throws: a review without an answer is an error, never an approval.
 */
export async function runReview(options: RunReviewOptions): Promise<ReviewOutcome> {
  const { snapshot, settings, model, signal, progress } = options;
  progress('packing the change');
  const pack = await choosePack(snapshot, options, false);
  refuseNothing(pack);
  signal.throwIfAborted();
  const size = `${counted(pack.filesSent, 'file')}, ${counted(pack.hunksSent, 'hunk')}, about ${pack.estimatedTokens} tokens`;
  progress(`asking the reviewer (${size})`);
  const call = reviewerCall(snapshot, settings.focus, pack.text);
  const answer = await askReviewer(model, call, signal, progress);
  progress(`locating ${counted(answer.findings.length, 'finding')} in the code`);
  const { anchored, unanchored } = anchorAll(answer.findings, pack.reviewable);
  const ranked = anchored.toSorted((a, b) => compareFindings(a.finding, b.finding));
  const found = ranked.map(({ finding }) => finding);
  const shown = ranked.slice(0, settings.max_findings);
  const part = reviewPart(snapshot, pack, {
    findings: shown.map(({ finding }) => finding),
    verdict: judge({
      findings: found,
      unanchored: unanchored.map(({ priority }) => priority),
      packComplete: pack.complete,
      allAnswered: true,
    }),
  });
  return {
    part,
    summary: reviewSummary({
      part,
      found,
      unanchored: unanchored.length,
      complete: pack.complete,
      remark: answer.summary,
    }),
    notDone: [
      ...pack.notDone,
      ...unanchored.map(unanchoredNote),
      ...found.slice(settings.max_findings).map((finding) => notShownNote(finding, settings.max_findings)),
    ],
    nextSteps: nextSteps(pack),
    frames: shown.map(codeFrame),
  };
}

/** The part of the envelope that follows from the snapshot, the pack and what was judged. */
export function reviewPart(
  snapshot: Snapshot,
  pack: Pack,
  judged: Pick<ReviewPart, 'findings' | 'verdict'>,
): ReviewPart {
  return {
    verdict: judged.verdict,
    findings: judged.findings,
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
    },
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
