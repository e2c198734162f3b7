import * as z from 'zod';

/** What a verifier says of a claim. */
export interface VerifierAnswer {
  readonly state: 'confirmed' | 'refuted' | 'unsure';
  readonly reason: string;
  /** Code that decides, as far as it was named. */
  readonly deciding_lines: readonly string[];
}

const states = ['confirmed', 'refuted', 'unsure'] as const;

const answerSchema = z.object({
  state: z.enum(states),
  reason: z.string(),
  // Line numbers are no reason to ask again.
  deciding_lines: z.array(z.union([z.string(), z.number().transform(String)])),
});

/** Throws where the value does not satisfy the schema; the message names each bad field, for the repair. */
export function parseVerifierAnswer(value: unknown): VerifierAnswer {
  const result = answerSchema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(z.prettifyError(result.error));
}

/** The strict JSON schema of the answer. The state comes last: after the reason, not before it. */
export function verifierFormat() {
  return {
    name: 'verification',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['reason', 'deciding_lines', 'state'],
      properties: {
        reason: { type: 'string', description: 'Why, in one or two sentences.' },
        deciding_lines: {
          type: 'array',
          items: { type: 'string' },
          description: 'Lines of code that decide, without numbers and marks.',
        },
        state: { type: 'string', enum: [...states] },
      },
    },
  };
}
