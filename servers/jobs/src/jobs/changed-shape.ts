import * as z from 'zod';
import { jobShape } from './job-shape.ts';

export const changedShape = z.object({
  summary: z.string(),
  job: jobShape,
  next_steps: z.array(z.string()),
});
