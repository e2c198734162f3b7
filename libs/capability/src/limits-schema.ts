import type { Limits } from '@codex-pro/codex';
import * as z from 'zod';

const quotaWindow = z
  .object({ used_percent: z.number(), window_minutes: z.number(), resets_at: z.string() })
  .nullable();

/** Quota of an account, as it was read. */
export const limitsSchema = z.object({
  plan: z.string().nullable(),
  primary: quotaWindow,
  secondary: quotaWindow,
  credits: z
    .object({ has_credits: z.boolean(), unlimited: z.boolean(), balance: z.string().nullable() })
    .nullable(),
  read_at: z.string(),
}) satisfies z.ZodType<Limits>;
