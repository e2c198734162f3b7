import * as z from 'zod';
import { likeness, traitsOf } from './claim-likeness.ts';
import { sameFault } from './cluster-claims.ts';
import { type Claim, claimSchema, type NotDone } from './finding.ts';
import { fingerprints } from './fingerprint.ts';
import type { MergedClaim } from './merge-claims.ts';

/** A finding that somebody looked at and does not want to hear of again. */
export const dismissalSchema = z.object({
  fingerprint: z.string(),
  reason: z.string(),
  /** ISO 8601 UTC. */
  at: z.string(),
  job_id: z.string(),
  finding: claimSchema,
});
export type Dismissal = z.output<typeof dismissalSchema>;

export interface SortedOut {
  readonly standing: readonly MergedClaim[];
  /** Of all claims, those that were dismissed included: one that is taken out gives its fingerprint to no other. */
  readonly prints: ReadonlyMap<Claim, string>;
  /** What was dismissed before, each named with the reason. */
  readonly notDone: readonly NotDone[];
}

/**
 * Takes out what was dismissed before: the same fingerprint, or the same fault told in other words about the same code,
 * wherever that has moved to in its file.
 */
export function withoutDismissed(
  claims: readonly MergedClaim[],
  dismissals: readonly Dismissal[],
): SortedOut {
  const prints = fingerprints(claims.map(({ anchored }) => anchored.finding));
  const standing: MergedClaim[] = [];
  const notDone: NotDone[] = [];
  for (const claim of claims) {
    const { finding } = claim.anchored;
    const dismissal = dismissals.find(
      (one) => one.fingerprint === prints.get(finding) || isSameFault(finding, one.finding),
    );
    if (dismissal === undefined) standing.push(claim);
    else {
      notDone.push({
        what: `${finding.file}:${finding.line_start}: ${finding.title}`,
        why: `dismissed: on ${dismissal.at.slice(0, 10)} in ${dismissal.job_id}, because: ${dismissal.reason}`,
      });
    }
  }
  return { standing, prints, notDone };
}

/** Code that says less is in too many places to tell a fault by. */
const tellingCharacters = 12;

function isSameFault(claim: Claim, dismissed: Claim): boolean {
  const code = claim.quote.replace(/\s+/g, '');
  const known = dismissed.quote.replace(/\s+/g, '');
  if (Math.min(code.length, known.length) < tellingCharacters) return false;
  if (!code.includes(known) && !known.includes(code)) return false;
  const { line_start, line_end } = claim;
  // Code moves: where it stands now is where it stood then.
  return likeness(traitsOf(claim), traitsOf({ ...dismissed, line_start, line_end })) >= sameFault;
}
