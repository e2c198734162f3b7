import paraphrases from './paraphrases.json' with { type: 'json' };

/**
 * Faults as different reviewers would word them, for measuring how claims are brought together. Written by hand for
 * this purpose: no public set was at hand. The likeness was chosen by the even ones, and is measured on the odd ones.
 */
export interface ParaphrasedFault {
  readonly category: string;
  /** Title, then body; each by another reviewer. */
  readonly wordings: readonly (readonly string[])[];
}

export const paraphrasedFaults: readonly ParaphrasedFault[] = paraphrases;
