import { expect, test } from 'vitest';
import { answerSchema } from '../testing/post.ts';
import { checkStrictSchema } from './strict-schema.ts';

function complaint(schema: unknown): string | null {
  try {
    checkStrictSchema(schema, "response_format 'answer'", 'text.format.schema', 'invalid_json_schema');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function field(schema: unknown): unknown {
  return { type: 'object', properties: { a: schema }, required: ['a'], additionalProperties: false };
}

function nested(levels: number): unknown {
  let schema: unknown = { type: 'string' };
  for (let level = 0; level < levels; level++) schema = field(schema);
  return schema;
}

test.each<[string, unknown]>([
  ['an object with all its fields required', answerSchema],
  ['a nullable field', field({ type: ['string', 'null'] })],
  ['a choice', field({ anyOf: [{ type: 'string' }, { type: 'null' }] })],
  [
    'limits of numbers, strings and lists',
    field({ type: 'array', maxItems: 3, items: { type: 'integer', minimum: 0 } }),
  ],
  ['a format of the nine', field({ type: 'string', format: 'date-time' })],
  [
    'a definition that refers to itself',
    { ...(field({ $ref: '#' }) as object), $defs: { x: field({ $ref: '#/$defs/x' }) } },
  ],
  ['a constant', field({ const: 'x' })],
])('taken: %s', (_name, schema) => {
  expect(complaint(schema)).toBeNull();
});

test.each<[string, unknown, string]>([
  ['a root that is no object', { type: 'string' }, 'type: "object"'],
  ['an open object', { type: 'object', properties: {}, required: [] }, "'additionalProperties' is required"],
  ['an optional field', { ...answerSchema, required: ['verdict'] }, "Missing 'notes'"],
  ['a required field that is not there', { ...answerSchema, required: ['verdict', 'notes', 'x'] }, "'x'"],
  ['oneOf', field({ oneOf: [{ type: 'string' }] }), "'oneOf' is not permitted"],
  ['allOf', field({ allOf: [] }), "'allOf' is not permitted"],
  ['a default', field({ type: 'string', default: '' }), "'default' is not permitted"],
  ['a format beyond the nine', field({ type: 'string', format: 'uri' }), "'uri' is not a valid format"],
  ['a field without a type', field({}), "must have a 'type' key"],
  ['a list without items', field({ type: 'array' }), 'array schema missing items'],
  [
    'an open object inside a list',
    field({ type: 'array', items: { type: 'object' } }),
    "('properties', 'a', 'items')",
  ],
  ['an open object inside a choice', field({ anyOf: [{ type: 'object' }] }), "'anyOf', '0'"],
  [
    'an open object inside a definition',
    { ...answerSchema, $defs: { x: { type: 'object' } } },
    "('$defs', 'x')",
  ],
  ['eleven levels', nested(11), 'levels of nesting'],
  [
    'a thousand and one choices',
    field({ type: 'string', enum: Array.from({ length: 1001 }, String) }),
    'enum values',
  ],
])('refused: %s', (_name, schema, words) => {
  expect(complaint(schema)).toContain(words);
});
