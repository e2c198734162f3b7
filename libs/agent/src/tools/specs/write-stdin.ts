import type { ToolSpec } from '@codex-pro/codex';

/** As recorded from codex-cli 0.169.0. */
export const writeStdinSpec = {
  type: 'function',
  name: 'write_stdin',
  description: 'Writes characters to an existing unified exec session and returns recent output.',
  strict: false,
  parameters: {
    type: 'object',
    properties: {
      session_id: { type: 'number', description: 'Identifier of the running unified exec session.' },
      chars: {
        type: 'string',
        description: 'Bytes to write to stdin. Defaults to empty, which polls without writing.',
      },
      yield_time_ms: {
        type: 'number',
        description:
          'Wait before yielding output. Non-empty writes default to 250 ms and cap at 30000 ms; empty polls wait 5000-300000 ms by default.',
      },
      max_output_tokens: {
        type: 'number',
        description:
          'Output token budget. Defaults to 10000 tokens; larger requests may be capped by policy.',
      },
    },
    required: ['session_id'],
    additionalProperties: false,
  },
} as const satisfies ToolSpec;
