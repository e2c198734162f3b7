import * as z from 'zod';
import { type Claim, categories, claimSchema } from './finding.ts';

/** What a reviewer answers. Its summary is prose; the verdict is ours (see judge.ts). */
export interface ReviewerAnswer {
  readonly summary: string;
  readonly findings: readonly Claim[];
}

const answerSchema = z.object({ summary: z.string(), findings: z.array(claimSchema) });

/** Throws where the value does not satisfy the schema; the message names each bad field, for the repair. */
export function parseReviewerAnswer(value: unknown): ReviewerAnswer {
  const result = answerSchema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(z.prettifyError(result.error));
}

/**
 * The strict JSON schema of the answer. Strict mode wants every property required and no others, so "none" is
 * null. `summary` comes last: a model that has written its findings sums up what it wrote.
 */
export function answerFormat() {
  return {
    name: 'review',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['findings', 'summary'],
      properties: {
        findings: {
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            required: Object.keys(claimSchema.shape),
            properties: {
              title: { type: 'string', description: 'The problem in one line of at most 80 characters.' },
              body: {
                type: 'string',
                description:
                  'One short paragraph: what goes wrong, with which input, why the code allows it.',
              },
              category: { type: 'string', enum: [...categories] },
              priority: {
                type: 'integer',
                enum: [0, 1, 2, 3],
                description: '0 release blocker, 1 urgent, 2 normal, 3 low.',
              },
              confidence: {
                type: 'number',
                minimum: 0,
                maximum: 1,
                description: 'How sure you are that this is a real problem.',
              },
              file: { type: 'string', description: 'The path exactly as shown.' },
              line_start: { type: 'integer', description: 'The number shown beside the first quoted line.' },
              line_end: { type: 'integer', description: 'The number shown beside the last quoted line.' },
              quote: {
                type: 'string',
                description:
                  'One to ten consecutive lines, character for character, without the numbers and marks.',
              },
              replacement: {
                type: ['string', 'null'],
                description:
                  'Complete lines, indented, that replace exactly the quoted lines and fix the problem; else null.',
              },
            },
          },
        },
        summary: {
          type: 'string',
          description: 'Two sentences at most: what the change does and what stands out.',
        },
      },
    },
  };
}
