import type { Snapshot } from '@codex-pro/git';
import * as z from 'zod';
import { anchorAll } from './anchor-all.ts';
import type { AnchoredFinding } from './anchor-finding.ts';
import { likeness, traitsOf } from './claim-likeness.ts';
import { sameFault } from './cluster-claims.ts';
import { type Dismissal, withoutDismissed } from './dismissal.ts';
import {
  type Claim,
  claimSchema,
  compareFindings,
  type Finding,
  type NotDone,
  type ReviewPart,
  type Verification,
} from './finding.ts';
import { judge } from './judge.ts';
import { type MergedClaim, mergeClaims, type SourcedClaim } from './merge-claims.ts';
import { type CheckPatch, offeredReplacement, offerPatch } from './offer-patches.ts';

/** A claim of another reviewer than Codex; what a host's model may leave out has a default. */
export const sourceClaimSchema = z.strictObject({
  ...claimSchema.shape,
  category: z.string().trim().min(1).max(40).default('correctness'),
  confidence: z.number().min(0).max(1).default(0.7),
  line_start: z.int().min(1).default(1),
  line_end: z.int().min(1).default(1),
  replacement: z.string().nullable().default(null),
  refutes: z
    .boolean()
    .default(false)
    .describe(
      'True where this argues that the claim in title is wrong: title says the claim, body why it is none',
    ),
});
export type SourceClaim = z.output<typeof sourceClaimSchema>;

export interface Source {
  readonly name: string;
  readonly claims: readonly SourceClaim[];
}

export interface MergedSources {
  readonly part: ReviewPart;
  readonly consensus: readonly Finding[];
  readonly claudeOnly: readonly Finding[];
  readonly codexOnly: readonly Finding[];
  /** Claims with one vote that somebody refuted; they are in the part's `refuted` as well. */
  readonly overturned: readonly Finding[];
  /** Claims of the sources whose code is nowhere in the change. */
  readonly unanchored: readonly { readonly source: string; readonly claim: Claim }[];
  /** What was dismissed before, as entries of `not_done`. */
  readonly dismissed: readonly NotDone[];
}

export interface MergeOptions {
  readonly snapshot: Snapshot;
  readonly checkPatch: CheckPatch;
  readonly dismissals: readonly Dismissal[];
  /** Whether the review of Codex left out nothing that should have been reviewed. */
  readonly complete: boolean;
}

/** What the sources of a host's model are called in `found_by`: Codex has roles of the same names. */
const prefix = 'claude:';

interface Anchored {
  readonly source: string;
  readonly anchored: AnchoredFinding;
}

/**
 * Brings the findings of Codex and of other sources together, by the same rules as those of the reviewers among
 * themselves. The same sources give the same result, in whatever order they come.
 */
export async function mergeSources(
  codex: ReviewPart,
  sources: readonly Source[],
  options: MergeOptions,
): Promise<MergedSources> {
  const { snapshot, checkPatch } = options;
  const rebuttals: Anchored[] = [];
  const claims: SourcedClaim[] = codex.findings.flatMap((finding) => claimsOf(finding, snapshot));
  const unanchored: { source: string; claim: Claim }[] = [];
  for (const { name, claims: own } of sources) {
    const source = `${prefix}${name}`;
    const standing = anchorAll(own.filter(({ refutes }) => !refutes).map(plain), snapshot);
    const against = anchorAll(own.filter(({ refutes }) => refutes).map(plain), snapshot);
    claims.push(...standing.anchored.map((anchored) => ({ anchored, source, voter: source })));
    rebuttals.push(...against.anchored.map((anchored) => ({ anchored, source })));
    unanchored.push(...[...standing.unanchored, ...against.unanchored].map((claim) => ({ source, claim })));
  }
  const {
    standing: merged,
    prints,
    notDone: dismissed,
  } = withoutDismissed(mergeClaims(claims), options.dismissals);
  const findings: Finding[] = [];
  const overturned: Finding[] = [];
  for (const claim of merged) {
    const known = claim.foundBy.some(isCodex) ? likest(claim, codex.findings) : undefined;
    const before = known?.verification ?? null;
    const rebuttal = rebuttals.find(({ anchored }) => isSame(claim.anchored.finding, anchored.finding));
    const patch = await offerPatch(claim.anchored, snapshot, checkPatch);
    const finding: Finding = {
      ...claim.anchored.finding,
      replacement: offeredReplacement(patch),
      patch: patch?.patch ?? null,
      votes: claim.votes,
      found_by: [...claim.foundBy],
      fingerprint: known?.fingerprint ?? prints.get(claim.anchored.finding) ?? '',
      verification: rebuttal === undefined ? before : ruling(claim, rebuttal, before),
    };
    (finding.verification?.state === 'refuted' ? overturned : findings).push(finding);
  }
  findings.sort(compareFindings);
  overturned.sort(compareFindings);
  const { coverage } = codex;
  const allAnswered = coverage.quorum.answered === coverage.quorum.asked;
  const priorities = unanchored.map(({ claim }) => claim.priority);
  const verdict = judge({
    findings,
    unanchored: priorities,
    packComplete: options.complete,
    allAnswered,
  });
  const isByCodex = ({ found_by: by }: Finding): boolean => by.some(isCodex);
  const isByClaude = ({ found_by: by }: Finding): boolean => !by.every(isCodex);
  return {
    part: { ...codex, verdict, findings, refuted: [...codex.refuted, ...overturned] },
    consensus: findings.filter((one) => isByCodex(one) && isByClaude(one)),
    claudeOnly: findings.filter((one) => !isByCodex(one)),
    codexOnly: findings.filter((one) => !isByClaude(one)),
    overturned,
    unanchored,
    dismissed,
  };
}

function isCodex(source: string): boolean {
  return !source.startsWith(prefix);
}

function plain({ refutes: _, ...claim }: SourceClaim): Claim {
  return claim;
}

/** A finding of Codex with as many voters as it has votes. Its lines are known; a file that is gone has no text to show. */
function claimsOf(finding: Finding, snapshot: Snapshot): SourcedClaim[] {
  const { votes, found_by: by, verification: _, fingerprint: __, patch: ___, ...claim } = finding;
  const file = snapshot.files.find(({ path }) => path === finding.file);
  if (file === undefined) return [];
  const anchored: AnchoredFinding = { finding: claim, file, removed: null };
  return Array.from({ length: Math.max(1, votes) }, (_, index) => ({
    anchored,
    source: by[index % Math.max(1, by.length)] ?? 'codex',
    voter: `codex ${index + 1}`,
  }));
}

function isSame(a: Claim, b: Claim): boolean {
  return likeness(traitsOf(a), traitsOf(b)) >= sameFault;
}

function likest({ anchored }: MergedClaim, findings: readonly Finding[]): Finding | undefined {
  const traits = traitsOf(anchored.finding);
  const rated = findings.map((finding) => ({ finding, alike: likeness(traits, traitsOf(finding)) }));
  return rated.toSorted((a, b) => b.alike - a.alike).find(({ alike }) => alike >= sameFault)?.finding;
}

/**
 * One vote falls to a reasoned rebuttal. Two or more stand, as does what the sceptic of Codex has confirmed: one more
 * opinion does not undo two. The doubt stands beside them.
 */
function ruling(
  { votes }: MergedClaim,
  { source, anchored }: Anchored,
  before: Verification | null,
): Verification {
  const reason = `${source}: ${anchored.finding.body}`;
  return { state: votes < 2 && before?.state !== 'confirmed' ? 'refuted' : 'unsure', reason };
}
