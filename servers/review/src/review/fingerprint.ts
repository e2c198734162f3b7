import { createHash } from 'node:crypto';
import type { Claim } from './finding.ts';

/**
 * The same for the same problem when lines move: from the file, the category and the quoted code without white
 * space. Neither numbers nor the model's wording go in.
 */
export function fingerprint(claim: Pick<Claim, 'file' | 'category' | 'quote'>): string {
  const code = claim.quote.replace(/\s+/g, '');
  return hashed([claim.file, claim.category, code]);
}

/** One fingerprint each: where the same code is in a file twice, the later ones are counted. */
export function fingerprints<C extends Pick<Claim, 'file' | 'category' | 'quote' | 'line_start' | 'title'>>(
  claims: readonly C[],
): ReadonlyMap<C, string> {
  const prints = new Map<C, string>();
  for (const [print, same] of Map.groupBy(claims, fingerprint)) {
    const inOrder = same.toSorted((a, b) => a.line_start - b.line_start || (a.title < b.title ? -1 : 1));
    for (const [at, claim] of inOrder.entries()) prints.set(claim, at === 0 ? print : hashed([print, at]));
  }
  return prints;
}

function hashed(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
