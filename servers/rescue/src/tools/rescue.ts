import { defineStartTool, sharedArguments } from '@codex-pro/capability';
import * as z from 'zod';
import { rescueCapability } from '../capability.ts';
import { rescueDescription } from './rescue-description.ts';

const input = z.strictObject({
  task: z
    .string()
    .min(1)
    .max(200_000)
    .refine((text) => text.trim() !== '', { error: 'must not be blank' })
    .describe("The task, in the user's own words; passed on word for word"),
  mode: z
    .enum(['read-only', 'workspace-write'])
    .optional()
    .describe('read-only: look and answer; workspace-write (default): edit and run commands'),
  isolation: z
    .enum(['auto', 'worktree', 'in-place'])
    .optional()
    .describe('worktree: in a copy, applied later; in-place: in the working tree; auto: by its state'),
  thread: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .default('fresh')
    .describe('fresh, last (the last conversation of this workspace), or the id of a thread'),
  context_files: z
    .array(z.string().min(1))
    .max(200)
    .optional()
    .describe('Files of the workspace worth a look'),
  success_criteria: z
    .string()
    .trim()
    .min(1)
    .max(20_000)
    .optional()
    .describe('What must hold when it is done'),
  check_command: z
    .string()
    .trim()
    .min(1)
    .max(4_000)
    .optional()
    .describe('Run at the end, in the same sandbox; its exit code decides, such as "npm test"'),
  max_turns: z.int().min(1).max(1_000).optional().describe('Stop after so many requests to the model'),
  apply: z
    .boolean()
    .default(false)
    .describe('At the end bring the changes of a copy into the working tree, if the outcome is done'),
  ...sharedArguments,
});

/** Starts a rescue. */
export const rescueTool = defineStartTool(rescueCapability, {
  name: 'rescue',
  title: 'Hand a task to Codex',
  description: rescueDescription,
  // It may edit files of the workspace and deletes what the task calls for; each call is new work, sent to a service.
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input,
  words: ['task'],
  prepare: async (given, context) => (await import('../prepare-rescue.ts')).prepareRescue(given, context),
});

export type RescueInput = z.output<typeof input>;
