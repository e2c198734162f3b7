import type { ToolSpec } from '@codex-pro/codex';

export const askUserSpec = {
  type: 'function',
  name: 'ask_user',
  description:
    'Says that the task cannot be done before the user answers. It ends the work: nobody answers while it runs. Use it only where a wrong guess would waste the work, never for permission.',
  strict: false,
  parameters: {
    type: 'object',
    properties: {
      questions: {
        type: 'array',
        description: 'One to five short questions, each to be understood by itself.',
        items: { type: 'string' },
      },
    },
    required: ['questions'],
    additionalProperties: false,
  },
} as const satisfies ToolSpec;
