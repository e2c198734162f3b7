import type { PlainTool, Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import * as z from 'zod';
import { jobReference } from './job-reference.ts';

const input = jobReference.extend({
  message: z
    .string()
    .min(1)
    .max(50_000)
    .refine((text) => text.trim() !== '', { error: 'must not be blank' })
    .describe("What to tell it, in the user's own words; passed on word for word"),
});
export type SteerInput = z.output<typeof input>;

export const steerRescueTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'steer_rescue',
    title: 'Send a message to a running rescue',
    description: `Send a message to a codex-pro rescue that is running: a correction, a hint, a change of plan. It reads it before its next turn. Returns at once.`,
    input,
    output: z.object({
      summary: z.string(),
      job_id: z.string(),
      message_id: z.string(),
      next_steps: z.array(z.string()),
    }),
    hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    handle: async (given, context) =>
      (await import('../calls/steer-rescue.ts')).steerRescue(given, { product, context }),
  }),
  words: ['job_id', 'message'],
});
