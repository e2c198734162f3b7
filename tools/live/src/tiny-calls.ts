import type { ModelCall } from '@codex-pro/codex';

const user = (text: string) =>
  ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }) as const;

/** A few dozen tokens each way. */
export const sayOk: ModelCall = {
  purpose: 'say ok',
  instructions: 'Answer with as few words as you can.',
  input: [user('Say ok.')],
};

export const colourFormat = {
  name: 'colour',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['colour'],
    properties: { colour: { type: 'string', enum: ['red', 'green'] } },
  },
} as const;

/** Throws where the answer does not keep to the schema. */
export function isColour(value: unknown): unknown {
  const colour = typeof value === 'object' && value !== null && 'colour' in value ? value.colour : undefined;
  if (colour === 'red' || colour === 'green') return value;
  throw new Error('colour must be red or green.');
}

export const addTool: ModelCall = {
  purpose: 'call a tool',
  instructions: 'Use the tool `add`; never add by yourself.',
  input: [user('What is 2 + 3?')],
  tools: [
    {
      type: 'function',
      name: 'add',
      description: 'Adds two numbers.',
      strict: false,
      parameters: {
        type: 'object',
        additionalProperties: false,
        required: ['a', 'b'],
        properties: { a: { type: 'number' }, b: { type: 'number' } },
      },
    },
  ],
};
