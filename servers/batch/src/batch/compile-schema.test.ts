import { describe, expect, test } from 'vitest';
import { compileSchema } from './compile-schema.ts';

test('an optional property is asked for as nullable, and null means that it is missing', async () => {
  const schema = {
    type: 'object',
    properties: {
      word: { type: 'string' },
      tags: { type: 'array', items: { type: 'object', properties: { t: { type: 'string' } } } },
    },
    required: ['word'],
  };
  const { format, parse } = await compileSchema(schema);
  expect(format.schema).toEqual({
    type: 'object',
    properties: {
      word: { type: 'string' },
      tags: {
        anyOf: [
          {
            type: 'array',
            items: {
              type: 'object',
              properties: { t: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
              required: ['t'],
              additionalProperties: false,
            },
          },
          { type: 'null' },
        ],
      },
    },
    required: ['word', 'tags'],
    additionalProperties: false,
  });
  expect(parse({ word: 'a', tags: null })).toEqual({ word: 'a' });
  expect(parse({ word: 'a', tags: [{ t: null }] })).toEqual({ word: 'a', tags: [{}] });
  expect(() => parse({ word: 5, tags: null })).toThrow('/word must be string');
});

test('a list at the top is wrapped for the backend, and unwrapped for the user', async () => {
  const { format, parse } = await compileSchema({ type: 'array', items: { type: 'integer' } });
  expect(format.schema).toMatchObject({ type: 'object', required: ['result'] });
  expect(parse({ result: [1, 2] })).toEqual([1, 2]);
  expect(() => parse({ result: ['x'] })).toThrow('/0 must be integer');
});

const word = {
  type: 'object',
  properties: { w: { type: 'string' }, note: { type: 'string' } },
  required: ['w'],
};
const said = { w: 'a', note: null };

describe('an optional property may be missing wherever it is', () => {
  test.each([
    ['behind a reference', { x: { $ref: '#/$defs/W' } }, { x: said }, { x: { w: 'a' } }],
    [
      'in a list of references',
      { x: { type: 'array', items: { $ref: '#/$defs/W' } } },
      { x: [said] },
      { x: [{ w: 'a' }] },
    ],
    ['in one of several', { x: { anyOf: [{ type: 'string' }, word] } }, { x: said }, { x: { w: 'a' } }],
    [
      'in the one of several that its kind tells',
      {
        x: {
          anyOf: ['p', 'q'].map((kind) => ({
            type: 'object',
            properties: { kind: { const: kind }, note: { type: 'string' } },
            required: kind === 'p' ? ['kind', 'note'] : ['kind'],
          })),
        },
      },
      { x: { kind: 'q', note: null } },
      { x: { kind: 'q' } },
    ],
    [
      'in a schema that holds itself',
      { x: word, kids: { type: 'array', items: { $ref: '#' } } },
      { x: said, kids: [{ x: said, kids: null }] },
      { x: { w: 'a' }, kids: [{ x: { w: 'a' } }] },
    ],
  ])('%s', async (_where, properties, answer, expected) => {
    const schema = { type: 'object', properties, required: ['x'], $defs: { W: word } };
    const { parse } = await compileSchema(schema);
    expect(parse(answer)).toEqual(expected);
  });
});

test('what references lead to is where they look for it, also in a list at the top', async () => {
  const { format, parse } = await compileSchema({
    type: 'array',
    items: { $ref: '#/$defs/W' },
    $defs: { W: word },
  });
  expect(Object.keys(format.schema)).toContain('$defs');
  expect(parse({ result: [said] })).toEqual([{ w: 'a' }]);
});

test('what backends do not take, and an answer can be checked for without them, is not said', async () => {
  const { format, parse } = await compileSchema({
    type: 'object',
    properties: {
      a: { type: 'array', items: { type: 'string' }, uniqueItems: true },
      u: { type: 'string', format: 'uri' },
    },
    required: ['a', 'u'],
  });
  expect(JSON.stringify(format.schema)).not.toMatch(/uniqueItems|uri/);
  expect(() => parse({ a: ['x', 'x'], u: 'y' })).toThrow(/must NOT have duplicate items/);
});

describe('these are refused', () => {
  test.each([
    [{}, /gives no type/],
    [{ type: 'object', properties: { a: { description: 'a word' } } }, /schema\.a gives no type/],
    [{ type: 'object', properties: { a: true } }, /schema\.a gives no type/],
    [{ type: 'object', properties: { a: { type: 'array' } } }, /schema\.a is an array that does not say/],
    [{ type: 'object' }, /without named properties/],
    [{ type: 'object', properties: { a: { $ref: '#/$defs/no' } } }, /can't resolve reference/],
    [{ type: 'array', items: { $ref: '#' } }, /refers to itself as a whole/],
    [{ type: 'objekt' }, /no valid JSON Schema/],
    [{ type: 'object', properties: { a: { not: {} } } }, /schema\.a uses not/],
    [{ type: 'object', additionalProperties: { type: 'string' } }, /additionalProperties with a schema/],
  ])('%j', async (schema, message) => {
    await expect(compileSchema(schema)).rejects.toThrow(message);
  });
});
