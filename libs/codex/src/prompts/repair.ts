/** Sent after an answer that broke the schema, with the answer before it in the history. */
export function repairPrompt(complaint: string): string {
  return `Your answer could not be used.

What is wrong with it:
${complaint}

Send the whole answer again, as one JSON value that keeps to the schema you were given. Keep everything that was right; change only what is wrong. No text before or after the JSON, and no code fence.`;
}
