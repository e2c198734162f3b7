/** What a review takes from the settings, by the names of the profile. */
export interface ReviewSettings {
  /** How many findings are shown; the rest are listed as not shown. */
  readonly max_findings: number;
  /** What the user wants looked at; data, never an instruction. */
  readonly focus: string | null;
  /** Globs of files to leave out; each file left out is listed. */
  readonly ignore: readonly string[];
  readonly depth: 'quick';
  /** Bytes of changed lines with their context: of one file, and of all. They may be lower than when the snapshot was taken. */
  readonly caps: { readonly file: number; readonly total: number };
}

/** Tokens that a model reads at once where the catalogue does not say: the least of the bundled models. */
export const defaultWindowTokens = 272_000;
