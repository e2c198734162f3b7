import { InputError } from '@codex-pro/runtime';
import type { z } from 'zod';
import { describeProblem } from './describe-problem.ts';

/** How a field is called where the caller is: `max_findings` over MCP, `--max-findings` in a terminal. */
export type FieldName = (field: string) => string;

const asIs: FieldName = (field) => field;

/**
 * Reads a tool's arguments. Throws InputError `input_invalid` that names every problem at once, in words: the field,
 * what was given, what is allowed, and the nearest name for an unknown one.
 */
export function checkArguments<Input extends z.ZodObject>(
  schema: Input,
  given: unknown,
  fieldName: FieldName = asIs,
): z.output<Input> {
  const parsed = schema.safeParse(given ?? {}, { reportInput: true });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => describeProblem(schema, issue, fieldName));
  throw new InputError('input_invalid', `${problems.join('; ')}.`);
}
