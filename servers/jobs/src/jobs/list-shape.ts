import * as z from 'zod';
import { jobShape } from './job-shape.ts';

export const listShape = z.object({
  summary: z.string(),
  jobs: z.array(jobShape).describe('Newest first'),
  next_cursor: z.string().nullable().describe('Pass it as cursor for the next page; null at the end'),
});
