import * as z from 'zod';
import { type AgentTool, defineFunctionTool } from '../agent-tool.ts';
import { askUserSpec } from './specs/ask-user.ts';

const input = z.object({ questions: z.array(z.string().trim().min(1)).min(1).max(5) });

/** Ends the loop with questions to the user. */
export function createAskUserTool(): AgentTool {
  return defineFunctionTool({
    spec: askUserSpec,
    effects: 'none',
    input,
    describe: ({ questions }) => `asks: ${questions[0] ?? ''}`,
    run: async ({ questions }) => ({
      output: 'The questions were passed on. The answers come with the next message.',
      failure: null,
      questions,
    }),
  });
}
