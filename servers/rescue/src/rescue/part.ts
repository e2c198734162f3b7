import * as z from 'zod';

export const outcomes = ['done', 'partly', 'could_not', 'unclear'] as const;
export type RescueOutcome = (typeof outcomes)[number];

const change = z.object({
  path: z.string().describe('Relative to the workspace'),
  kind: z.enum(['added', 'modified', 'deleted']),
  added: z.int().nullable().describe('Lines; null for a binary file'),
  removed: z.int().nullable(),
});

/** The part of the envelope. */
export const rescuePartSchema = z.object({
  outcome: z
    .enum(outcomes)
    .describe('done only when the checks passed too; unclear: see questions, and go on with the thread'),
  summary: z.string().describe("Codex's own words"),
  changes: z.array(change),
  ignored_changes: z
    .object({ files: z.int(), paths: z.array(z.string()) })
    .describe(
      'Files that git ignores and commands changed in the working tree: how many, and the first of them; undo_rescue puts them back',
    ),
  patch: z.string().nullable().describe('Absolute path of the patch with all changes'),
  branch: z.string().nullable().describe('A branch with the changes, where they were made in a copy'),
  isolation: z
    .enum(['worktree', 'in-place'])
    .describe('worktree: nothing is in the working tree until apply_rescue'),
  applied: z.boolean().describe('Whether the changes are in the working tree'),
  commands: z.array(z.object({ cmd: z.string(), exit: z.int().nullable(), seconds: z.number() })),
  checks: z
    .object({ command: z.string(), exit: z.int().nullable(), passed: z.boolean(), output: z.string() })
    .nullable()
    .describe('check_command, run by codex-pro itself at the end; output is its last lines'),
  questions: z.array(z.string()),
  thread_id: z.string(),
  turns: z.int(),
});
export type RescuePart = z.output<typeof rescuePartSchema>;
export type RescueChange = z.output<typeof change>;
