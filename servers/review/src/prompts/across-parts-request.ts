/** The message of the pass across the parts of a large change. Everything from the workspace or a model is in a fence. */
export function acrossPartsRequest(parts: {
  /** Fenced: what the reviewers of the parts said each part does. */
  readonly summaries: string;
  /** Fenced: the changed declarations, imports and calls of all parts, with their line numbers. */
  readonly outline: string;
}): string {
  return [
    '# Parts\nThe change was too large for one request and was reviewed in parts. What each part does, in the words of its reviewers:',
    parts.summaries,
    '# Change\nOnly lines that other code may depend on: declarations, imports, exports. What is not shown exists.',
    parts.outline,
    '# Task\nReview how the parts fit together, by your instructions and role.',
  ].join('\n\n');
}
