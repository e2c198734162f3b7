import * as z from 'zod';
import { outcomes } from './part.ts';

export interface FinalAnswer {
  readonly outcome: (typeof outcomes)[number];
  readonly summary: string;
  readonly questions: readonly string[];
}

/** Asked for with every request; strict, so every field is there. */
export const finalAnswerFormat = {
  name: 'rescue_result',
  schema: {
    type: 'object',
    properties: {
      outcome: { type: 'string', enum: [...outcomes] },
      summary: { type: 'string' },
      questions: { type: 'array', items: { type: 'string' } },
    },
    required: ['outcome', 'summary', 'questions'],
    additionalProperties: false,
  },
} as const;

const schema = z.strictObject({
  outcome: z.enum(outcomes),
  summary: z.string().trim().min(1, { error: 'must not be empty' }),
  questions: z.array(z.string().trim().min(1)),
});

/** Throws, in words for the model, on what is no answer. */
export function parseFinalAnswer(value: unknown): FinalAnswer {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new Error(
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    );
  }
  if (parsed.data.outcome === 'unclear' && parsed.data.questions.length === 0)
    throw new Error('questions: an unclear task needs at least one question');
  return parsed.data;
}
