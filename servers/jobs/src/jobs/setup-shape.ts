import * as z from 'zod';

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
