import type { CallRecord } from '@codex-pro/runtime';
import type { Question } from '../prompt/question.ts';

export interface AskOptions {
  /** For the ledger: which chunk it is. */
  readonly purpose: string;
  readonly signal: AbortSignal;
  /** Told of each attempt, with its tokens and cost. */
  readonly onAttempt: (attempt: CallRecord) => void;
}

/** What answers questions. A batch knows nothing of how: over HTTPS now, by another way later. */
export interface Engine {
  /** Whom the questions go to: part of what makes an output the same. */
  readonly identity: { readonly model: string; readonly effort: string | null; readonly tier: string | null };
  /**
   * The output for one question. Throws UpstreamError and the other errors of a call; `rate_limited` at once, since
   * the batch paces itself.
   */
  ask(question: Question, options: AskOptions): Promise<string>;
}
