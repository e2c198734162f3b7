/** What a target may weigh, in bytes. */
export interface Caps {
  /** Of one file's changed lines with their context, and apart from that of its whole text. */
  readonly file: number;
  /** Of all changed lines, and apart from that of all whole texts. */
  readonly total: number;
}

/** A larger file is «binary» to git, so that no diff of it is computed. At least 4 MiB: a large file may change little. */
export function largestCompared(caps: Caps): number {
  return Math.max(4 * 1024 * 1024, caps.file);
}

export interface Weighed {
  readonly bytes: number;
  /** Served last: what a reviewer skips must not push out what it reads. */
  readonly generated: boolean;
}

export type Admission = 'in' | 'over_file' | 'over_total';

/**
 * Who fits. The lightest come first, so that one huge change does not cost many small ones their review; equals keep
 * their order.
 */
export function admit(items: readonly Weighed[], caps: Caps): readonly Admission[] {
  const verdicts: Admission[] = items.map(({ bytes }) => (bytes > caps.file ? 'over_file' : 'over_total'));
  const order = [...items.entries()]
    .filter(([index]) => verdicts[index] !== 'over_file')
    .sort(([, a], [, b]) => Number(a.generated) - Number(b.generated) || a.bytes - b.bytes);
  let total = 0;
  for (const [index, { bytes }] of order) {
    if (total + bytes > caps.total) continue;
    total += bytes;
    verdicts[index] = 'in';
  }
  return verdicts;
}
