import { pullRequestNumber } from '@codex-pro/git';
import { cleanText } from '@codex-pro/runtime';
import { counted } from '@codex-pro/terminal';
import type { Claim, Finding, NotDone, ReviewPart } from './finding.ts';
import type { Pack } from './pack.ts';

/** One sentence that says how the review ended, then a reviewer's own words. */
export function reviewSummary(review: {
  readonly part: ReviewPart;
  readonly unanchored: number;
  readonly complete: boolean;
  /** What the reviewer said of the change as a whole. */
  readonly remark: string;
}): string {
  const { part, unanchored } = review;
  const { coverage, findings: found } = part;
  const { asked, answered } = coverage.quorum;
  const verdict = part.verdict === 'approve' ? 'Approved' : 'Needs attention';
  const worst = [0, 1, 2, 3]
    .map((priority) => ({ priority, number: found.filter((one) => one.priority === priority).length }))
    .filter(({ number }) => number > 0)
    .map(({ priority, number }) => `${number} P${priority}`);
  const findings =
    found.length === 0 ? 'no findings' : `${counted(found.length, 'finding')} (${worst.join(', ')})`;
  const scope = `${coverage.files_sent} of ${counted(coverage.files_total, 'file')}, ${coverage.hunks_sent} of ${counted(coverage.hunks_total, 'hunk')} reviewed`;
  const quorum = answered < asked ? [`${answered} of ${counted(asked, 'reviewer')} answered`] : [];
  const refuted = part.refuted.length === 0 ? [] : [`${counted(part.refuted.length, 'claim')} refuted`];
  const doubts = [
    ...refuted,
    ...quorum,
    ...(review.complete ? [] : ['the review is partial, see not_done']),
    ...(unanchored === 0 ? [] : [`${counted(unanchored, 'claim')} could not be tied to code`]),
  ];
  const remark = cleanText(review.remark.replace(/\s+/g, ' ').trim(), 600);
  return [
    `${verdict}: ${[findings, scope, ...doubts].join('; ')}.`,
    ...(remark === '' ? [] : [`Reviewer: ${remark}`]),
  ].join(' ');
}

/** A claim that is not shown as fact, named so that a person can look for it. */
export function unanchoredNote(finding: Claim): NotDone {
  return {
    what: `${cleanText(finding.file, 200)}: ${finding.title}`,
    why: `unanchored: the quoted code is nowhere in the change or its file, so this P${finding.priority} claim is not reported as a finding.`,
  };
}

export function notShownNote(finding: Finding, maxFindings: number): NotDone {
  return {
    what: `${finding.file}:${finding.line_start}: ${finding.title}`,
    why: `not_shown: a P${finding.priority} finding that ranks below the ${maxFindings} that max_findings allows; the file result.json has it.`,
  };
}

/** Paths that one suggested call names at most. */
const maxSuggestedPaths = 20;

/** The call of the tool `review` that looks at what found no room: the same target, narrowed to those files. */
export function nextSteps(pack: Pack): string[] {
  const { workspace, target } = pack.reviewable;
  const unsent = pack.notDone.filter(({ why }) => why.startsWith('over_budget:'));
  if (unsent.length === 0) return [];
  // Absolute: relative ones would be taken from the caller's folder, which need not be the git root.
  const paths = unsent.slice(0, maxSuggestedPaths).map(({ what }) => `${workspace}/${what}`);
  return [`review ${JSON.stringify({ ...sameTarget(target), paths })}`];
}

function sameTarget(target: Pack['reviewable']['target']) {
  const { scope, base, baseName, head } = target;
  const number = pullRequestNumber(target);
  if (number !== null) return { scope, pull_request: number };
  if (scope === 'branch') return { scope, base: baseName ?? base ?? undefined };
  if (scope === 'commit') return { scope, commit: head ?? undefined };
  if (scope === 'range') return { scope, range: `${base ?? ''}..${head ?? ''}` };
  return { scope };
}
