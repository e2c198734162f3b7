import * as z from 'zod';

export const pruneShape = z.object({
  summary: z.string(),
  applied: z.boolean(),
  ended_before: z.string(),
  count: z.int(),
  job_ids: z.array(z.string()).describe('The oldest first, at most 200'),
});
