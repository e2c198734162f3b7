import * as z from 'zod';
import { jobShape } from './job-shape.ts';
import { readingShape } from './quota-shape.ts';
import { sumShape } from './sum-shape.ts';

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
