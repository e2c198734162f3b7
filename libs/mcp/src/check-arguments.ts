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
  const problems = firstOfEach(parsed.error.issues).flatMap((issue) =>
    describeProblem(schema, issue, fieldName),
  );
  throw new InputError('input_invalid', `${problems.join('; ')}.`);
}

/** A field that is wrong in two ways (empty, so also blank) is named once. */
function firstOfEach(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const seen = new Set<string>();
  return issues.filter(({ code, path }) => {
    const place = JSON.stringify(path.map(String));
    if (code !== 'unrecognized_keys' && seen.has(place)) return false;
    seen.add(place);
    return true;
  });
}
