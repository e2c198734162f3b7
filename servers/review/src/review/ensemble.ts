import type { Snapshot } from '@codex-pro/git';
import { isCodedError, toErrorReport } from '@codex-pro/runtime';
import { anchorAll } from './anchor-all.ts';
import { generalist, type Reply, replyName, sourceOf, voterOf } from './ask-reviewers.ts';
import { type Claim, compareClaims, compareText, type NotDone } from './finding.ts';
import type { SourcedClaim } from './merge-claims.ts';

/** Claims of one answer that are looked at, the worst first: no reviewer that keeps to its rules comes near. */
const mostClaims = 100;

/** What the reviewers' answers come to. */
export interface Answers {
  readonly claims: readonly SourcedClaim[];
  readonly unanchored: readonly Claim[];
  readonly quorum: { readonly asked: number; readonly answered: number };
  readonly notDone: readonly NotDone[];
  /** What each part of the change does, in the words of those who read it. */
  readonly summaries: readonly { readonly part: number; readonly text: string }[];
  /** The error of a budget that was used up, which ends the review with what it has. */
  readonly stopped: unknown;
}

/** Reads the replies. Throws the first failure where nobody answered: that is no review. */
export function readReplies(replies: readonly Reply[], reviewable: Snapshot): Answers {
  const failures = replies.flatMap(({ end }) => (end.ok ? [] : [end.error]));
  if (failures.length === replies.length && failures.length > 0) throw failures[0];
  const claims: SourcedClaim[] = [];
  const unanchored = new Map<string, Claim>();
  const notDone: NotDone[] = [];
  const summaries: { part: number; text: string }[] = [];
  for (const { reviewer, part, end } of replies) {
    if (!end.ok) {
      notDone.push(roleFailed(replyName(reviewer, part), end.error));
      continue;
    }
    const said = end.answer.findings.toSorted(compareClaims);
    if (said.length > mostClaims) {
      notDone.push({
        what: `${said.length - mostClaims} claims of ${replyName(reviewer, part)}`,
        why: `cut: of one answer the ${mostClaims} worst are looked at.`,
      });
    }
    const tied = anchorAll(said.slice(0, mostClaims), reviewable);
    for (const anchored of tied.anchored) {
      claims.push({ anchored, source: sourceOf(reviewer), voter: voterOf(reviewer) });
    }
    for (const claim of tied.unanchored) {
      const key = JSON.stringify([claim.file, claim.title]);
      const known = unanchored.get(key);
      // The worst of them stands against an approval.
      if (known === undefined || compareClaims(claim, known) < 0) unanchored.set(key, claim);
    }
    if (end.answer.summary.trim() !== '') summaries.push({ part, text: end.answer.summary });
  }
  const byVoter = Map.groupBy(replies, ({ reviewer }) => reviewer);
  const whole = [...byVoter.values()].filter((own) => own.every(({ end }) => end.ok));
  return {
    claims,
    unanchored: [...unanchored.values()].sort((a, b) => compareClaims(a, b) || compareText(a.title, b.title)),
    quorum: { asked: byVoter.size, answered: whole.length },
    notDone,
    summaries,
    stopped: failures.find((error) => isCodedError(error) && error.code === 'budget_exceeded') ?? null,
  };
}

/** A reviewer that did not answer. */
export function roleFailed(name: string, error: unknown): NotDone {
  const { code, message } = toErrorReport(error);
  const who = name === generalist ? 'the reviewer' : `reviewer ${name}`;
  return { what: who, why: `role_failed: ${code}: ${message}` };
}
