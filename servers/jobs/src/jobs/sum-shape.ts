import * as z from 'zod';

const tokens = {
  requests: z.int().describe('Calls to the model; one may take several attempts'),
  attempts: z.int(),
  input_tokens: z.int(),
  cached_input_tokens: z.int(),
  output_tokens: z.int(),
  reasoning_tokens: z.int(),
  cost_usd: z.number().nullable().describe('At API prices; null where no price is known'),
};

export const sumShape = z.object(tokens);

export type ShownSum = z.output<typeof sumShape>;
