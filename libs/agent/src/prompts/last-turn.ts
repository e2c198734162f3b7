/** Joins the history before the last turn that the limit allows. */
export function lastTurnPrompt(): string {
  return [
    'This is your last turn: the limit of turns is reached, and no further tool call will be run.',
    'Give your final answer now, in the required format, from what you know. Say plainly what is not done.',
  ].join('\n');
}
