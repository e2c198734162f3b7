import * as z from 'zod';

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
