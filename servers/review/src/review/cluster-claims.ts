import { type ClaimTraits, likeness } from './claim-likeness.ts';

/** Two groups of claims are of one fault when their members are, on average, at least this alike. */
export const sameFault = 0.6;

/**
 * Groups claims by the fault they are about: average link, the likest pair first. Gives groups of indexes. Depends on
 * nothing but the order of the input, so whoever brings that into an order of its own gets the same groups always.
 */
export function clusterClaims(claims: readonly ClaimTraits[]): number[][] {
  return neighbourhoods(claims).flatMap((members) => joinInside(members, claims));
}

/** Claims that are linked by any chain of likeness; only inside such a group is there anything to compare. */
function neighbourhoods(claims: readonly ClaimTraits[]): number[][] {
  const group = claims.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (group[root] !== root) root = group[root] ?? root;
    return root;
  };
  for (const [at, claim] of claims.entries()) {
    for (let before = 0; before < at; before += 1) {
      const other = claims[before];
      if (other === undefined || rootOf(before) === rootOf(at)) continue;
      if (likeness(claim, other) >= sameFault) group[rootOf(at)] = rootOf(before);
    }
  }
  const groups = Map.groupBy(claims.keys(), rootOf);
  return [...groups.values()];
}

function joinInside(members: readonly number[], claims: readonly ClaimTraits[]): number[][] {
  const clusters = members.map((index) => [index]);
  const alike = members.map((a) => members.map((b) => likenessOf(claims[a], claims[b])));
  for (;;) {
    const [a, b] = likestPair(alike, clusters);
    if (a === undefined || b === undefined) return clusters.filter((cluster) => cluster.length > 0);
    const sizeA = clusters[a]?.length ?? 0;
    const sizeB = clusters[b]?.length ?? 0;
    for (const [other, row] of alike.entries()) {
      const average = ((alike[a]?.[other] ?? 0) * sizeA + (alike[b]?.[other] ?? 0) * sizeB) / (sizeA + sizeB);
      const rowA = alike[a];
      if (rowA !== undefined) rowA[other] = average;
      row[a] = average;
    }
    clusters[a] = [...(clusters[a] ?? []), ...(clusters[b] ?? [])];
    clusters[b] = [];
  }
}

function likestPair(
  alike: readonly (readonly number[])[],
  clusters: readonly (readonly number[])[],
): [number, number] | [] {
  let best = sameFault;
  let pair: [number, number] | [] = [];
  for (let a = 0; a < clusters.length; a += 1) {
    if (clusters[a]?.length === 0) continue;
    for (let b = a + 1; b < clusters.length; b += 1) {
      if (clusters[b]?.length === 0) continue;
      const value = alike[a]?.[b] ?? 0;
      if (value > best || (value === best && pair.length === 0)) {
        best = value;
        pair = [a, b];
      }
    }
  }
  return pair;
}

function likenessOf(a: ClaimTraits | undefined, b: ClaimTraits | undefined): number {
  return a === undefined || b === undefined ? 0 : likeness(a, b);
}
