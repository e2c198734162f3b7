import type { PlainTool, Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import * as z from 'zod';
import { reviewJobId } from './review-job-id.ts';

const input = z.strictObject({
  job_id: reviewJobId,
  fingerprint: z
    .string()
    .trim()
    .regex(/^[0-9a-f]{6,32}$/, { error: 'must be a fingerprint of the review: 6 to 32 hexadecimal digits' })
    .describe('Of the finding, from review.findings; its beginning is enough'),
  reason: z.string().trim().min(1).max(1_000).describe('Why it is no fault, or none to be fixed'),
});

const output = z.object({
  summary: z.string(),
  fingerprint: z.string(),
  path: z.string().describe('Where it is kept; remove the file to have it reported again'),
});

/** Keeps a finding from being reported again. */
export const dismissFindingTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'dismiss_finding',
    title: 'Dismiss a finding of a review',
    description:
      'Dismiss a finding of a codex-pro review: it is not reported again in this workspace, also when its lines move; later reviews name it in not_done, with the reason. Only when the user says so. Kept under CODEX_PRO_HOME, never in the repository.',
    input,
    output,
    hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    handle: async (given) => (await import('../dismiss-finding.ts')).dismissFinding(given, product),
  }),
  words: ['job_id', 'fingerprint'],
});

export type DismissFindingInput = z.output<typeof input>;
