import { placeOf } from './describe-report.ts';
import type { ReviewPart } from './finding.ts';

/** Paths of the target that a shortened part still names. */
const fewestPaths = 20;

/**
 * The part without its least important piece, and that piece's name; undefined where nothing is left to cut. Paths
 * go first (the coverage still counts them), then refuted claims, then the last-ranked finding. The verdict always
 * stays.
 */
export function shortenReview(
  part: ReviewPart,
): { readonly part: ReviewPart; readonly what: string } | undefined {
  const { files } = part.target;
  if (files.length > fewestPaths) {
    const kept = Math.max(fewestPaths, files.length >> 1);
    return {
      part: { ...part, target: { ...part.target, files: files.slice(0, kept) } },
      what: `${files.length - kept} of the target's paths`,
    };
  }
  const refuted = part.refuted.at(-1);
  if (refuted !== undefined) {
    return {
      part: { ...part, refuted: part.refuted.slice(0, -1) },
      what: `refuted claim ${refuted.title} (${placeOf(refuted)})`,
    };
  }
  const last = part.findings.at(-1);
  if (last === undefined) return undefined;
  return {
    part: { ...part, findings: part.findings.slice(0, -1) },
    what: `finding ${last.title} (${placeOf(last)})`,
  };
}
