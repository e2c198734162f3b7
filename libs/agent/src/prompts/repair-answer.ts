/** Sent back once when a final answer breaks the schema. */
export function repairAnswerPrompt(complaint: string): string {
  return [
    'Your final answer cannot be used:',
    complaint,
    'Answer again. Give only the JSON of the required schema, with no other text and no code fence.',
  ].join('\n');
}
