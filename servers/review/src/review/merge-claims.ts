import type { AnchoredFinding } from './anchor-finding.ts';
import { traitsOf } from './claim-likeness.ts';
import { clusterClaims } from './cluster-claims.ts';
import { type Claim, compareClaims, compareText } from './finding.ts';

/** A claim with its lines, and who made it. */
export interface SourcedClaim {
  readonly anchored: AnchoredFinding;
  /** The role, or another source. */
  readonly source: string;
  /** The independent review that it comes from: it has one vote, however often it says the same. */
  readonly voter: string;
}

/** What several reviews said of one fault. */
export interface MergedClaim {
  /** The best-worded member, with the priority that most members gave it. */
  readonly anchored: AnchoredFinding;
  readonly votes: number;
  readonly foundBy: readonly string[];
}

/**
 * Brings claims about the same fault together. The same claims give the same result, whichever came first: they are
 * put into an order that only depends on what they say.
 */
export function mergeClaims(claims: readonly SourcedClaim[]): MergedClaim[] {
  const sorted = claims.toSorted(compareSourced);
  const clusters = clusterClaims(sorted.map(({ anchored }) => traitsOf(anchored.finding)));
  return clusters.map((indexes) =>
    mergedFrom(indexes.flatMap((index) => (sorted[index] === undefined ? [] : [sorted[index]]))),
  );
}

function compareSourced(a: SourcedClaim, b: SourcedClaim): number {
  return (
    compareClaims(a.anchored.finding, b.anchored.finding) ||
    compareText(a.source, b.source) ||
    compareText(a.voter, b.voter)
  );
}

function mergedFrom(members: readonly SourcedClaim[]): MergedClaim {
  const [best] = members.toSorted(
    (a, b) => wording(b.anchored.finding) - wording(a.anchored.finding) || compareSourced(a, b),
  );
  if (best === undefined) throw new TypeError('A cluster has a member.');
  const { anchored } = best;
  const priority = mostSaid(members.map((member) => member.anchored.finding.priority));
  return {
    anchored: { ...anchored, finding: { ...anchored.finding, priority } },
    votes: new Set(members.map(({ voter }) => voter)).size,
    foundBy: [...new Set(members.map(({ source }) => source))].sort(compareText),
  };
}

/** Of equals the worse. */
function mostSaid(priorities: readonly number[]): number {
  const counts = [...Map.groupBy(priorities, (priority) => priority)];
  counts.sort(([a, as], [b, bs]) => bs.length - as.length || a - b);
  return counts[0]?.[0] ?? 3;
}

/** How well a claim is put: a title that fits a line, a body that says enough and not too much, code, a remedy. */
function wording({ title, body, confidence, replacement }: Claim): number {
  const fits = title.length >= 15 && title.length <= 80 ? 1 : 0;
  const enough = body.length >= 80 && body.length <= 800 ? 1 : body.length >= 40 ? 0.5 : 0;
  const shows = body.includes('`') ? 0.5 : 0;
  const heals = replacement === null ? 0 : 1;
  const hedges = /\b(?:consider|maybe|might want|perhaps|possibly)\b/i.test(`${title} ${body}`) ? 1 : 0;
  return fits + enough + shows + heals + confidence - hedges;
}

/** The most important first: what is checked when not all can be. */
export function compareMerged(a: MergedClaim, b: MergedClaim): number {
  return b.votes - a.votes || compareClaims(a.anchored.finding, b.anchored.finding);
}
