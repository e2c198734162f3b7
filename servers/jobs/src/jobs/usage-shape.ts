import * as z from 'zod';
import { holdShape, readingShape } from './quota-shape.ts';
import { sumShape } from './sum-shape.ts';

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
