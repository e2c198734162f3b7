import * as z from 'zod';

/** Job states, as the store has them. A test compares. */
export const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'timed_out', 'lost'] as const;

export const errorShape = z
  .object({
    code: z.string(),
    message: z.string(),
    retry_at: z.string().exactOptional(),
    hint: z.string().exactOptional(),
  })
  .nullable();

/** A job as every tool here shows it. Times are ISO 8601 UTC. */
export const jobShape = z.object({
  id: z.string().describe('What the other tools take as job_id'),
  kind: z.string(),
  state: z.enum(states),
  stalled: z.boolean().describe('True while it runs without a sign of life for 10 s'),
  workspace: z.string(),
  session: z.string().nullable().describe("The host's session that started it"),
  created_at: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  run_seconds: z.number().nullable().describe('How long it runs, or ran; null before it starts'),
  attempts: z.int(),
  model: z.string().nullable(),
  effort: z.string().nullable(),
  tier: z.string().nullable(),
  profile: z.string().nullable(),
  phase: z.string().nullable().describe('What is being done now'),
  progress: z.object({ done: z.number(), total: z.number().nullable() }).nullable(),
  summary: z.string().nullable().describe('What came of it, once it ended'),
  error: errorShape,
});

export type ShownJob = z.output<typeof jobShape>;
