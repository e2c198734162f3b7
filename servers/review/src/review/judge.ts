import type { Finding, Verdict } from './finding.ts';

/** What a verdict depends on. */
export interface Judged {
  readonly findings: readonly Pick<Finding, 'priority'>[];
  /** Priorities of claims whose code was found nowhere. */
  readonly unanchored: readonly number[];
  /** All that should be reviewed was sent. */
  readonly packComplete: boolean;
  /** Every reviewer that was asked has answered. */
  readonly allAnswered: boolean;
}

/** Findings of this priority or worse stand against an approval; 3 is nice to have. */
export const blockingPriority = 2;

/**
 * Approves only after a complete review that found nothing of weight. A claim that could not be tied to code is
 * not shown as fact, but it is no reason to approve either. What a model thinks of the change as a whole counts
 * for nothing: text in the change could have told it what to think.
 */
export function judge(judged: Judged): Verdict {
  const weighty = [...judged.findings.map(({ priority }) => priority), ...judged.unanchored].some(
    (priority) => priority <= blockingPriority,
  );
  return judged.packComplete && judged.allAnswered && !weighty ? 'approve' : 'needs_attention';
}
