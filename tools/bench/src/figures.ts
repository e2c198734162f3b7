/** Middle, least and most of several readings of one thing. */
export interface Figures {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly count: number;
}

export function figures(readings: readonly number[]): Figures {
  const sorted = [...readings].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { min: at(0), median, max: at(sorted.length - 1), count: sorted.length };
}

/** Runs two things in turn, A B A B …, so that a drift of the machine's speed meets both alike. */
export async function interleaved<A, B>(
  rounds: number,
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<{ first: A[]; second: B[] }> {
  const results: { first: A[]; second: B[] } = { first: [], second: [] };
  for (let round = 0; round < rounds; round += 1) {
    results.first.push(await first());
    results.second.push(await second());
  }
  return results;
}
