import type { ModelPort } from '@codex-pro/codex';
import type { Snapshot } from '@codex-pro/git';
import type { Asked } from './ask-together.ts';
import { askWatched } from './ask-watched.ts';
import type { Pack } from './pack.ts';
import type { ReportProgress } from './progress.ts';
import { reviewerCall } from './request.ts';
import type { ReviewContext } from './review-context.ts';
import { parseReviewerAnswer, type ReviewerAnswer } from './reviewer-answer.ts';
import type { Role } from './role.ts';

/** One independent review: a role, in one of the orders in which the change was packed. */
export interface Reviewer {
  /** Null reviews for everything. */
  readonly role: Role | null;
  /** From 1; 2 is the second look of a deep review. */
  readonly pass: number;
  readonly pack: Pack;
}

/** What one call to a reviewer gave. */
export interface Reply {
  readonly reviewer: Reviewer;
  /** From 1. */
  readonly part: number;
  readonly end: Asked<ReviewerAnswer>;
}

/** The name of a reviewer without a role. */
export const generalist = 'general';

export function sourceOf({ role }: Reviewer): string {
  return role?.name ?? generalist;
}

/** `security`, `security again`: who has one vote. */
export function voterOf(reviewer: Reviewer): string {
  return reviewer.pass === 1 ? sourceOf(reviewer) : `${sourceOf(reviewer)} again`;
}

/** Asks every reviewer about every part of its pack, side by side. Throws only where `signal` aborts. */
export async function askReviewers(
  reviewers: readonly Reviewer[],
  options: {
    readonly snapshot: Snapshot;
    readonly context: ReviewContext;
    readonly model: ModelPort;
    readonly signal: AbortSignal;
    readonly progress: ReportProgress;
  },
): Promise<readonly Reply[]> {
  const questions = reviewers.flatMap((reviewer) =>
    reviewer.pack.parts.map(({ text }, index) => ({ reviewer, text, part: index + 1 })),
  );
  const calls = questions.map(({ reviewer, text, part }) => ({
    name: replyName(reviewer, part),
    call: reviewerCall(options.snapshot, options.context, text, reviewer.role),
  }));
  const title = calls.length === 1 ? 'asking' : `asking ${calls.length} reviewers`;
  const ends = await askWatched(title, calls, parseReviewerAnswer, options);
  return questions.flatMap(({ reviewer, part }, index) => {
    const end = ends[index];
    return end === undefined ? [] : [{ reviewer, part, end }];
  });
}

/** `security`, `security again, part 2 of 3`: one call, for people. */
export function replyName(reviewer: Reviewer, part: number): string {
  const { parts } = reviewer.pack;
  return parts.length === 1 ? voterOf(reviewer) : `${voterOf(reviewer)}, part ${part} of ${parts.length}`;
}
