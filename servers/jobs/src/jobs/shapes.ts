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

const tokens = {
  requests: z.int().describe('Calls to the model; one may take several attempts'),
  attempts: z.int(),
  input_tokens: z.int(),
  cached_input_tokens: z.int(),
  output_tokens: z.int(),
  reasoning_tokens: z.int(),
  cost_usd: z.number().nullable().describe('At API prices; null where no price is known'),
};
export const sumShape = z.object(tokens);
export type ShownSum = z.output<typeof sumShape>;

const quotaWindow = z
  .object({ used_percent: z.number(), window_minutes: z.number(), resets_at: z.string() })
  .nullable();

/** Quota as it was last read, and how long ago that is. */
export const readingShape = z
  .object({
    plan: z.string().nullable(),
    primary: quotaWindow,
    secondary: quotaWindow,
    credits: z
      .object({ has_credits: z.boolean(), unlimited: z.boolean(), balance: z.string().nullable() })
      .nullable(),
    read_at: z.string(),
    age_seconds: z.number().describe('How old this reading is'),
    source: z.string().describe('backend: asked just now; else the job whose result says it'),
  })
  .nullable();
export type Reading = z.output<typeof readingShape>;

/** What holds calls back now. */
export const holdShape = z.object({
  what: z.enum(['quota_gate', 'breaker']),
  name: z.string(),
  cause: z.string().nullable(),
  until: z.string().nullable().describe('When it opens by itself'),
});
export type Hold = z.output<typeof holdShape>;

export const listShape = z.object({
  summary: z.string(),
  jobs: z.array(jobShape).describe('Newest first'),
  next_cursor: z.string().nullable().describe('Pass it as cursor for the next page; null at the end'),
});

export const eventShape = z.object({ at: z.string(), type: z.string(), message: z.string() });

export const detailShape = z.object({
  summary: z.string(),
  job: jobShape.extend({
    limit_seconds: z.number().describe('How long it may run'),
    needs_key: z.boolean().describe('True when it waits for a starter that has the API key'),
    cancel_requested_at: z.string().nullable(),
    version: z.string().describe('Of the plugin that started it'),
  }),
  heartbeat_age_seconds: z.number().nullable().describe('Since its last sign of life; null unless it runs'),
  events: z.array(eventShape).describe('The last ones, oldest first'),
  usage: sumShape.extend({ cost_note: z.string() }).describe('So far'),
  limits: readingShape.describe('Quota of the account, as last read'),
  artifacts: z.array(z.object({ kind: z.string(), path: z.string() })),
  next_steps: z.array(z.string()),
});
export type JobDetail = z.output<typeof detailShape>;

export const waitShape = detailShape.extend({
  ended: z.boolean().describe('False: the time was up first, and the job goes on'),
  result: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('The first page of its result, as get_result gives it; null while it runs'),
});

export const changedShape = z.object({
  summary: z.string(),
  job: jobShape,
  next_steps: z.array(z.string()),
});

export const usageShape = z.object({
  summary: z.string(),
  since: z.string(),
  by: z.string(),
  total: sumShape,
  rows: z.array(sumShape.extend({ key: z.string().nullable() })),
  cost_note: z.string(),
  limits: readingShape,
  limits_note: z.string().nullable().describe('Why the quota is not fresh, or not known'),
  holds: z.array(holdShape).describe('What keeps calls from being sent now'),
});
export type UsageShown = z.output<typeof usageShape>;

export const pruneShape = z.object({
  summary: z.string(),
  applied: z.boolean(),
  ended_before: z.string(),
  count: z.int(),
  job_ids: z.array(z.string()).describe('The oldest first, at most 200'),
});

export const checkShape = z.object({
  check: z.string(),
  state: z.enum(['ok', 'warning', 'failed']),
  detail: z.string(),
  fix: z.string().nullable(),
});
export type Check = z.output<typeof checkShape>;

export const setupShape = z.object({
  summary: z.string(),
  state: z.enum(['ok', 'warning', 'failed']).describe('The worst of all'),
  checks: z.array(checkShape),
});

export const settingsShape = z.object({
  summary: z.string(),
  capability: z.string(),
  profile: z.string().nullable().describe('The overlay that was chosen'),
  profiles: z.array(z.string()).describe('The overlays that can be chosen'),
  settings: z.array(z.object({ key: z.string(), value: z.unknown(), source: z.string() })),
  refused: z
    .array(z.object({ key: z.string(), why: z.string() }))
    .describe('What the project profile tried beyond what it may'),
  warnings: z.array(z.string()),
});
export type SettingsShown = z.output<typeof settingsShape>;

export const settingShape = z.object({
  summary: z.string(),
  key: z.string(),
  old: z.unknown().describe('null: it was not set'),
  value: z.unknown().describe('null: it is not set any more'),
  path: z.string().describe('The profile that was changed'),
});
