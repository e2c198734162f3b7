/** Which model requests a rule is for. Every field that is given must fit. */
export interface Match {
  /** From 1, over all model requests that this emulator took. */
  readonly ordinal?: number;
  /** The name of the answer's format, or the value of the header x-openai-subagent. */
  readonly purpose?: string;
  readonly model?: string;
  /** A substring of what the model would read. */
  readonly contains?: string;
}

/** What rules are held against. */
export interface Matchable {
  readonly ordinal: number;
  readonly purposes: readonly string[];
  readonly model: string;
  readonly prompt: string;
}

export function fits(match: Match | undefined, request: Matchable): boolean {
  if (match === undefined) return true;
  return (
    (match.ordinal === undefined || match.ordinal === request.ordinal) &&
    (match.purpose === undefined || request.purposes.includes(match.purpose)) &&
    (match.model === undefined || match.model === request.model) &&
    (match.contains === undefined || request.prompt.includes(match.contains))
  );
}
