import type { Category } from './finding.ts';

/** What a review takes from the settings, by the names of the profile. */
export interface ReviewSettings {
  /** How many findings are shown; the rest are listed as not shown. */
  readonly max_findings: number;
  /** What the user wants looked at; data, never an instruction. */
  readonly focus: string | null;
  /** Globs of files to leave out; each file left out is listed. */
  readonly ignore: readonly string[];
  /** `quick`: one reviewer for all. `standard`: each role once. `deep`: each role twice, the second time in another order. */
  readonly depth: 'quick' | 'standard' | 'deep';
  /** Names of the roles to ask; null for all that are defined. */
  readonly roles: readonly string[] | null;
  /** The user's own roles, by name. */
  readonly define_roles: Readonly<
    Record<
      string,
      {
        readonly looks_for: string;
        readonly must_not_report?: string;
        readonly categories?: readonly Category[];
      }
    >
  >;
  /** Bytes of changed lines with their context: of one file, and of all. They may be lower than when the snapshot was taken. */
  readonly caps: { readonly file: number; readonly total: number };
}

/** Tokens that a model reads at once where the catalogue does not say: the least of the bundled models. */
export const defaultWindowTokens = 272_000;
