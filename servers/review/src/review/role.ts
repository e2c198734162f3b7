import type { Category } from './finding.ts';

/** A way to look at a change. Roles are asked independently of each other. */
export interface Role {
  /** Lower case, digits, `-` and `_`. */
  readonly name: string;
  readonly looksFor: string;
  /** Null where it may report whatever it finds. */
  readonly mustNotReport: string | null;
  readonly categories: readonly Category[];
}
