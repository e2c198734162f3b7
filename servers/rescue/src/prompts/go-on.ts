/** Joins the history when a rescue that had ended without success is asked for again. */
export function goOnPrompt(): string {
  return [
    'Your work on this task had ended without success, and the user asks you to go on with it now.',
    'Look at the state of the files first: they are as you left them. Then finish the task, and give the final answer.',
  ].join('\n');
}
