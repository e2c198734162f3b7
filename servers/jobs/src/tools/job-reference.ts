import * as z from 'zod';

/** How every tool that takes a job calls it. */
export const jobId = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .describe('The job: its id such as rev-7k3q9x2m, or the beginning of it');

export const jobReference = z.strictObject({ job_id: jobId });
export type JobReference = z.output<typeof jobReference>;

export const workspaceField = z
  .string()
  .min(1)
  .optional()
  .describe('Absolute path of the project; by default the folder that the host works in');

/** A tool that only looks, at this machine alone. */
export const looking = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;
