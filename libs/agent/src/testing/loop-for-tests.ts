import * as z from 'zod';
import { type AgentTool, defineFunctionTool, failed, succeeded } from '../agent-tool.ts';
import type { LoopOptions } from '../loop/loop-options.ts';
import { userMessage } from '../loop/notes.ts';
import { memoryTranscript } from './memory-transcript.ts';
import { type ScriptedAnswer, scriptedModel } from './scripted-model.ts';

const answerSchema = z.strictObject({ summary: z.string().min(1) });

export type TestAnswer = z.output<typeof answerSchema>;

/** A loop with everything in memory, whose model answers `script` in order, unless told otherwise. */
export function loopForTests(
  script: readonly ScriptedAnswer[],
  changes: Partial<LoopOptions<TestAnswer>> = {},
): LoopOptions<TestAnswer> {
  return {
    model: scriptedModel((_, ordinal) => script[ordinal - 1] ?? { text: '{"summary":"done"}' }),
    purpose: 'test',
    instructions: 'Do the task.',
    input: [userMessage('the task')],
    tools: [],
    answer: {
      format: { name: 'answer', schema: { type: 'object' } },
      parse: (value) => answerSchema.parse(value),
    },
    transcript: memoryTranscript(),
    limits: { turns: 20, tokens: null, usd: null, minutes: null },
    signal: new AbortController().signal,
    ...changes,
  };
}

/** A tool that writes down what it was asked, and fails where the text begins with `fail`. */
export function noteTool(
  name: string,
  effects: AgentTool['effects'],
  seen: string[],
  work: (text: string) => Promise<void> = () => Promise.resolve(),
): AgentTool {
  return defineFunctionTool({
    spec: { type: 'function', name, strict: false, parameters: { type: 'object' } },
    effects,
    input: z.strictObject({ text: z.string() }),
    describe: ({ text }) => `notes ${text}`,
    async run({ text }) {
      await work(text);
      seen.push(text);
      if (text.startsWith('fail')) return failed(`cannot note ${text}`);
      return succeeded(`noted ${text}`, { text });
    },
  });
}
