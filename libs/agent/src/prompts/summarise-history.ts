/** Asks for a summary that takes the place of the history, where the backend cannot shorten it itself. */
export function summariseHistoryPrompt(): string {
  return [
    'The conversation is about to be shortened: everything but the words of the user will be replaced by what you write now.',
    'Write a hand-over for yourself, as plain text, complete enough to go on without anything else:',
    '- the task, its constraints, and what the user asked for since;',
    '- what is done, file by file, and what was decided and why;',
    '- facts that were found out and are needed further (paths, names, lines, commands and how they ended);',
    '- what was tried and failed, so that it is not tried again;',
    '- commands that still run, by session id;',
    '- what is left to do, next step first.',
    'Do not call any tool. Do not give the final answer.',
  ].join('\n');
}
