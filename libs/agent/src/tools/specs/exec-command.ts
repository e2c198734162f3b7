import type { ToolSpec } from '@codex-pro/codex';

/**
 * As recorded from codex-cli 0.169.0, without what this loop does not have: a choice of shell, and leave to
 * step out of the sandbox. A model that sends one of those is not refused for it.
 * `tty` gives no terminal here, only what can be typed into.
 */
export const execCommandSpec = {
  type: 'function',
  name: 'exec_command',
  description: 'Runs a command, returning output or a session ID for ongoing interaction.',
  strict: false,
  parameters: {
    type: 'object',
    properties: {
      cmd: { type: 'string', description: 'Shell command to execute.' },
      workdir: {
        type: 'string',
        description: 'Working directory for the command. Defaults to the turn cwd.',
      },
      tty: {
        type: 'boolean',
        description: 'True keeps stdin open for write_stdin; false or omitted closes it.',
      },
      yield_time_ms: {
        type: 'number',
        description: 'Wait before yielding output. Defaults to 10000 ms; effective range is 250-30000 ms.',
      },
      max_output_tokens: {
        type: 'number',
        description:
          'Output token budget. Defaults to 10000 tokens; larger requests may be capped by policy.',
      },
    },
    required: ['cmd'],
    additionalProperties: false,
  },
} as const satisfies ToolSpec;
