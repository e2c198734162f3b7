export interface TaskFrame {
  readonly root: string;
  readonly contextFiles: readonly string[];
  readonly successCriteria: string | null;
  readonly checkCommand: string | null;
}

/** What the model is told around a task; the task itself is a message of its own, word for word. */
export function taskFramePrompt({ root, contextFiles, successCriteria, checkCommand }: TaskFrame): string {
  return [
    `<workspace>${root}</workspace>`,
    ...(contextFiles.length === 0
      ? []
      : ['<context_files>', ...contextFiles.map((path) => `- ${path}`), '</context_files>']),
    ...(successCriteria === null ? [] : ['<success_criteria>', successCriteria, '</success_criteria>']),
    ...(checkCommand === null
      ? []
      : [
          '<check_command>',
          checkCommand,
          '</check_command>',
          'When you have finished, this command is run by somebody else, and its exit code decides whether the task is done.',
        ]),
    'The next message is the task, in the words of the user.',
  ].join('\n');
}
