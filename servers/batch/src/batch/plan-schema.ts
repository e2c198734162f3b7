import * as z from 'zod';

/** `dry_run` of the envelope: what a batch would do. */
export const planSchema = z.object({
  chunks: z.int().describe('Chunks of the source'),
  due: z.int().describe('Chunks that would be sent now: the others are done and unchanged'),
  kept: z.int().describe('Chunks whose output somebody edited or owns: left alone without force'),
  chunk_list: z
    .array(z.object({ index: z.int(), name: z.string(), tokens: z.int(), file: z.string() }))
    .describe('The first chunks'),
  largest: z.object({ name: z.string(), tokens: z.int() }),
  tokens: z.object({ input: z.int(), cached_input: z.int(), output: z.int() }).describe('Estimates'),
  cost_usd: z.number().nullable().describe('Estimate; null where no price is known'),
  cost_note: z.string(),
  minutes: z.number().describe('Estimate'),
  quota: z.string().nullable().describe('How much of the quota it may take, where that is known'),
  model: z.string(),
  effort: z.string().nullable(),
  tier: z.string().nullable(),
  concurrency: z.int(),
  output_dir: z.string(),
  first_prompt: z.string().describe('The first call in full, as it would be sent'),
  warnings: z.array(z.string()),
});
export type Plan = z.output<typeof planSchema>;
