import { traitsOf } from '../review/claim-likeness.ts';
import { clusterClaims } from '../review/cluster-claims.ts';
import { type Claim, compareClaims } from '../review/finding.ts';
import { type ParaphrasedFault, paraphrasedFaults } from './paraphrases.ts';
import { randomFrom } from './random.ts';

/** A claim, and which fault it is about. */
export interface LabelledClaim {
  readonly claim: Claim;
  readonly fault: number;
}

/**
 * Claims as several reviewers would make them of a seeded change: each fault at a place of its own, some of them on
 * neighbouring lines or on the same line; each reviewer in its own words, now and then with a line or two more or less.
 */
export function labelledClaims(faults: readonly ParaphrasedFault[], seed: number): LabelledClaim[] {
  const random = randomFrom(seed);
  const claims: LabelledClaim[] = [];
  let line = 10;
  for (const [index, { category, wordings }] of faults.entries()) {
    // A third of all faults is on the line of the one before, or one to three lines below it.
    const near = random();
    line += near < 0.1 ? 0 : near < 0.35 ? 1 + Math.floor(random() * 3) : 20 + Math.floor(random() * 40);
    for (const [title = '', body = ''] of wordings) {
      if (random() < 0.2) continue;
      const start = line + (random() < 0.15 ? 1 : 0);
      const end = start + (random() < 0.2 ? 1 + Math.floor(random() * 2) : 0);
      const shown = Array.from({ length: end - start + 1 }, (_, at) => `statement${start + at}(argument);`);
      claims.push({
        fault: index,
        claim: {
          title,
          body,
          category: random() < 0.2 ? 'correctness' : category,
          priority: Math.floor(random() * 3),
          confidence: Math.round(random() * 100) / 100,
          file: `src/file${Math.floor(index / 8)}.ts`,
          line_start: start,
          line_end: end,
          quote: shown.join('\n'),
          replacement: null,
        },
      });
    }
  }
  return claims;
}

export interface ClusteringScore {
  /** Over pairs of claims: together or not, against one fault or two. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** The share of claims that are with the majority of their cluster. */
  readonly purity: number;
}

export function scoreClustering(claims: readonly LabelledClaim[]): ClusteringScore {
  const sorted = claims.toSorted((a, b) => compareClaims(a.claim, b.claim));
  const clusters = clusterClaims(sorted.map(({ claim }) => traitsOf(claim)));
  const clusterOf = new Map<number, number>();
  for (const [cluster, members] of clusters.entries())
    for (const member of members) clusterOf.set(member, cluster);
  let both = 0;
  let together = 0;
  let related = 0;
  for (const [a, one] of sorted.entries()) {
    for (let b = a + 1; b < sorted.length; b += 1) {
      const same = one.fault === sorted[b]?.fault;
      const joined = clusterOf.get(a) === clusterOf.get(b);
      if (same && joined) both += 1;
      if (joined) together += 1;
      if (same) related += 1;
    }
  }
  const pure = clusters.map((members) => {
    const faults = Map.groupBy(members, (member) => sorted[member]?.fault);
    return Math.max(...[...faults.values()].map((own) => own.length));
  });
  const precision = both / Math.max(1, together);
  const recall = both / Math.max(1, related);
  return {
    precision,
    recall,
    f1: (2 * precision * recall) / Math.max(Number.EPSILON, precision + recall),
    purity: pure.reduce((sum, most) => sum + most, 0) / Math.max(1, sorted.length),
  };
}

/** The half that the likeness was chosen by, and the half that it is measured on. */
export const chosenBy = paraphrasedFaults.filter((_, index) => index % 2 === 0);
export const measuredOn = paraphrasedFaults.filter((_, index) => index % 2 === 1);

/** The mean over seeds. */
export function meanScore(faults: readonly ParaphrasedFault[], seeds: number): ClusteringScore {
  const scores = Array.from({ length: seeds }, (_, seed) => scoreClustering(labelledClaims(faults, seed)));
  const mean = (of: (score: ClusteringScore) => number): number =>
    scores.reduce((sum, score) => sum + of(score), 0) / scores.length;
  return {
    precision: mean(({ precision }) => precision),
    recall: mean(({ recall }) => recall),
    f1: mean(({ f1 }) => f1),
    purity: mean(({ purity }) => purity),
  };
}
