import { expect, test } from 'vitest';
import { goOnPrompt } from './go-on.ts';
import { rescueInstructionsPrompt } from './rescue-instructions.ts';
import { taskFramePrompt } from './task-frame.ts';

test('the instructions name the tools that there are, and no others', () => {
  expect(rescueInstructionsPrompt({ commands: true, edits: true })).toMatchSnapshot();
  const looking = rescueInstructionsPrompt({ commands: false, edits: false });
  expect(looking).toMatchSnapshot();
  expect(looking).not.toMatch(/apply_patch|exec_command/);
});

test('a task that is asked for again begins with the state of the files', () => {
  expect(goOnPrompt()).toMatchSnapshot();
});

test('what stands around a task holds what was given, and nothing where nothing was', () => {
  const bare = { root: '/work', contextFiles: [], successCriteria: null, checkCommand: null };
  expect(taskFramePrompt(bare)).toMatchSnapshot();
  expect(
    taskFramePrompt({
      root: '/work',
      contextFiles: ['src/a.ts'],
      successCriteria: 'Both tests pass.',
      checkCommand: 'npm test',
    }),
  ).toMatchSnapshot();
});
