import { envelopeSchema, type PlainTool, type Product } from '@codex-pro/capability';
import { defineTool } from '@codex-pro/mcp';
import * as z from 'zod';
import { reviewPartSchema } from '../review/finding.ts';
import { sourceClaimSchema } from '../review/merge-sources.ts';
import { mergedPartSchema } from '../review/merged-part.ts';
import { reviewJobId } from './review-job-id.ts';

const input = z.strictObject({
  job_id: reviewJobId,
  source: z
    .string()
    .trim()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'must be a name of lower-case letters, digits and -' })
    .describe('Who found them: architecture, correctness, security, devils-advocate'),
  findings: z
    .array(sourceClaimSchema)
    .max(200)
    .describe('By the rules of the brief: each with the quoted code; an empty list is a good answer'),
});

/** Merges what other reviewers found with a review of Codex. */
export const mergeFindingsTool = (product: Product): PlainTool => ({
  tool: defineTool({
    name: 'merge_findings',
    title: 'Merge findings of other reviewers with a review',
    description:
      "Merge the findings of your own reviewers (subagents) with those of a Codex review that has ended: ties each to exact lines, brings those about the same fault together, counts votes, and answers the merged envelope: review.findings ranked, and in merged what both found (consensus), what only Claude or only Codex found, and which single claims the devil's advocate overturned. Call it once for each source; a source that comes again replaces what it said. Codex never sees them. Kept in the job's folder; nothing is sent anywhere.",
    input,
    output: envelopeSchema('review', reviewPartSchema).extend({ merged: mergedPartSchema }),
    hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    handle: async (given, { signal }) =>
      (await import('../merge-findings.ts')).mergeFindings(given, product, signal),
  }),
  words: ['job_id', 'source'],
});

export type MergeFindingsInput = z.output<typeof input>;
