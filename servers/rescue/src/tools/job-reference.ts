import * as z from 'zod';

/** How every tool that takes a job calls it. */
export const jobReference = z.strictObject({
  job_id: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .describe('The job: its id such as rsc-7k3q9x2m, or the beginning of it'),
});

/** What a merge into the working tree says. */
export const mergedShape = z.object({
  summary: z.string(),
  job_id: z.string(),
  workspace: z.string(),
  written: z.array(z.string()).describe('Files that were written now'),
  already: z.array(z.string()).describe('Files that were as wanted already'),
  next_steps: z.array(z.string()),
});
