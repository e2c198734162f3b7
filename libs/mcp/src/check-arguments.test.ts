import { InputError } from '@codex-pro/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { checkArguments } from './check-arguments.ts';

const schema = z.strictObject({
  scope: z.enum(['auto', 'working-tree', 'branch']).default('auto').describe('What to look at.'),
  paths: z.array(z.string().min(1)).min(1).optional(),
  max_findings: z.int().min(1).max(200).optional(),
  budget_usd: z.number().positive().optional(),
  dry_run: z.boolean().default(false),
  task: z.string().regex(/^\S/, 'must not begin with a space').optional(),
  source: z.union([z.string(), z.array(z.string())]).optional(),
  need: z.union([z.literal('failed'), z.array(z.string())]).optional(),
  word: z.string().min(1).regex(/\S/, 'must not be blank').optional(),
});

function complaint(given: unknown, fieldName?: (field: string) => string): string {
  try {
    checkArguments(schema, given, fieldName);
  } catch (error) {
    if (error instanceof InputError) return `${error.code}: ${error.message}`;
  }
  return 'no complaint';
}

test('good arguments come back with their defaults', () => {
  expect(checkArguments(schema, undefined)).toEqual({ scope: 'auto', dry_run: false });
});

test.each([
  [{ max_finding: 5 }],
  [{ nonsense: 1 }],
  [{ scope: 'brnch' }],
  [{ scope: 7 }],
  [{ max_findings: 'five' }],
  [{ max_findings: 500 }],
  [{ max_findings: 1.5 }],
  [{ budget_usd: 0 }],
  [{ budget_usd: null }],
  [{ paths: [] }],
  [{ paths: ['a', '', 3] }],
  [{ dry_run: 'yes' }],
  [{ task: ' x' }],
  [{ source: 5 }],
  [{ source: ['a', 5] }],
  [{ need: 7 }],
  [{ word: '' }],
  ['a string'],
])('%j is refused in words', (given) => {
  expect(complaint(given)).toMatchSnapshot();
});

test('what was given is cut, since it may be a whole file', () => {
  expect(complaint({ scope: 'x'.repeat(5_000) }).length).toBeLessThan(200);
});

test('fields are called what the caller calls them', () => {
  expect(complaint({ max_findings: 0 }, (field) => `--${field.replaceAll('_', '-')}`)).toBe(
    'input_invalid: --max-findings must be at least 1, not 0.',
  );
});

test('whatever is given, the answer is arguments or an InputError', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...Object.keys(schema.shape)), fc.jsonValue())),
      (given) => {
        expect(complaint(given)).toMatch(/^(input_invalid: |no complaint$)/);
      },
    ),
  );
});
