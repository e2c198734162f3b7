/** The output of a call that was running when the worker died. */
export function interruptedCallPrompt(): string {
  return [
    'interrupted: the process that ran this call was stopped before it ended. It may have taken effect in part, or whole,',
    'and nothing of it is running any more. Look at the state of the files before you decide whether to do it again.',
  ].join('\n');
}
