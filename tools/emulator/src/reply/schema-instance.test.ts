import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isObject } from '../json.ts';
import { checkStrictSchema } from '../strict/strict-schema.ts';
import { instanceOf } from './schema-instance.ts';

/** A schema, and what it takes, written independently of the code under test. */
interface Pair {
  readonly schema: Record<string, unknown>;
  readonly takes: (value: unknown) => boolean;
}

const leaf: fc.Arbitrary<Pair> = fc.oneof(
  fc.record({ least: fc.nat(12), more: fc.nat(12) }).map(({ least, more }) => ({
    schema: { type: 'string', minLength: least, maxLength: least + more },
    takes: (value: unknown) =>
      typeof value === 'string' && value.length >= least && value.length <= least + more,
  })),
  fc.record({ least: fc.integer({ min: -9, max: 9 }), more: fc.nat(9) }).map(({ least, more }) => ({
    schema: { type: 'integer', minimum: least, maximum: least + more },
    takes: (value: unknown) =>
      Number.isInteger(value) && Number(value) >= least && Number(value) <= least + more,
  })),
  fc.integer({ min: -5, max: 5 }).map((limit) => ({
    schema: { type: 'number', exclusiveMinimum: limit },
    takes: (value: unknown) => typeof value === 'number' && value > limit,
  })),
  fc.constant({ schema: { type: 'boolean' }, takes: (value: unknown) => typeof value === 'boolean' }),
  fc.constant({ schema: { type: 'null' }, takes: (value: unknown) => value === null }),
  fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }).map((choices) => ({
    schema: { type: 'string', enum: choices },
    takes: (value: unknown) => choices.includes(String(value)),
  })),
  fc.constant({ schema: { type: ['string', 'null'] }, takes: (value: unknown) => typeof value === 'string' }),
);

const { pair } = fc.letrec<{ pair: Pair }>((tie) => ({
  pair: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc.record({ items: tie('pair'), least: fc.nat(3), more: fc.nat(2) }).map(({ items, least, more }) => ({
      schema: { type: 'array', items: items.schema, minItems: least, maxItems: least + more },
      takes: (value: unknown) =>
        Array.isArray(value) &&
        value.length >= least &&
        value.length <= least + more &&
        value.every(items.takes),
    })),
    fc
      .dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('pair'), { maxKeys: 4 })
      .map((fields) => objectPair(fields)),
    fc.array(tie('pair'), { minLength: 1, maxLength: 3 }).map((options) => ({
      schema: { anyOf: options.map((option) => option.schema) },
      takes: (value: unknown) => options.some((option) => option.takes(value)),
    })),
  ),
}));

function objectPair(fields: Record<string, Pair>): Pair {
  const names = Object.keys(fields);
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, fields[name]?.schema])),
      required: names,
      additionalProperties: false,
    },
    takes: (value) =>
      isObject(value) &&
      Object.keys(value).length === names.length &&
      names.every((name) => fields[name]?.takes(value[name]) === true),
  };
}

test('an instance satisfies its schema, whatever the schema and the seed', () => {
  fc.assert(
    fc.property(pair, fc.nat(7), (inner, seed) => {
      const { schema, takes } = objectPair({ inner });
      checkStrictSchema(schema, 'x', 'x', 'x');
      expect(takes(instanceOf(schema, seed))).toBe(true);
      expect(instanceOf(schema, seed)).toEqual(instanceOf(schema, seed));
    }),
    { numRuns: 500 },
  );
});

test('a schema that refers to itself ends', () => {
  const schema = {
    type: 'object',
    properties: { next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
    required: ['next'],
    additionalProperties: false,
  };
  expect(JSON.stringify(instanceOf(schema)).length).toBeLessThan(1000);
});
