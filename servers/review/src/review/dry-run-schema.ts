import * as z from 'zod';

/** What a review would send and take: the envelope's `dry_run`. */
export const dryRunSchema = z.object({
  requests: z.int().describe('Calls to the model'),
  input_tokens: z.int().describe('Counted with the tokenizer; instructions and schema included'),
  cached_input_tokens: z.int().describe('Of these, what reviewers share and the backend should have cached'),
  output_tokens: z.int().describe('A guess: reasoning and answer'),
  cost_usd: z.number().nullable().describe('From both; null where no price is known'),
  seconds: z.int().describe('A guess'),
  roles: z.array(z.string()).describe('Who would be asked; empty for one reviewer of everything'),
  coverage: z.object({
    files_sent: z.int(),
    files_total: z.int(),
    hunks_sent: z.int(),
    hunks_total: z.int(),
  }),
  pack: z.string().describe('What a reviewer would be sent; cut where it is long'),
  pack_bytes: z.int().describe('Of the whole pack'),
});
