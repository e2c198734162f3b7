import type { ModelPort } from '@codex-pro/codex';
import type { Snapshot } from '@codex-pro/git';
import { type Ask, type Asked, askTogether } from './ask-together.ts';
import type { Pack } from './pack.ts';
import type { ReportProgress } from './progress.ts';
import { createProgressBoard } from './progress-board.ts';
import { type ReviewContext, reviewerCall } from './request.ts';
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
  const { snapshot, context, model, signal } = options;
  const questions = reviewers.flatMap((reviewer) =>
    reviewer.pack.parts.map(({ text }, index) => ({ reviewer, text, part: index + 1 })),
  );
  const names = questions.map(({ reviewer, part }) => replyName(reviewer, part));
  const title = questions.length === 1 ? 'asking' : `asking ${questions.length} reviewers`;
  const board = createProgressBoard(title, names, options.progress);
  const asks = questions.map(({ reviewer, text }, index): Ask<ReviewerAnswer> => {
    const call = reviewerCall(snapshot, context, text, reviewer.role);
    return {
      prefix: call.promptCacheKey,
      async send(onProgress) {
        let how = 'failed';
        try {
          const { value } = await model.respondJson(call, parseReviewerAnswer, {
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
  });
  const ends = await askTogether(asks, signal);
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
