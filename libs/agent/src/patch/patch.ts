/** A line of a chunk: kept where it is found, removed, or added. */
export interface PatchLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** A stretch of lines to find, and what becomes of each. */
export interface PatchChunk {
  /** A line that stands somewhere before the stretch (`@@ line`); null for none. */
  readonly context: string | null;
  readonly lines: readonly PatchLine[];
  /** The stretch is the end of the file. */
  readonly atEnd: boolean;
}

/** What a patch does to one file. Paths as written. */
export type PatchHunk =
  | { readonly kind: 'add'; readonly path: string; readonly content: string }
  | { readonly kind: 'delete'; readonly path: string }
  | {
      readonly kind: 'update';
      readonly path: string;
      readonly moveTo: string | null;
      readonly chunks: readonly PatchChunk[];
    };
