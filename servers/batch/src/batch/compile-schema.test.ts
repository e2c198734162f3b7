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

describe('these are refused', () => {
  test.each([
    [{ type: 'objekt' }, /no valid JSON Schema/],
    [{ type: 'object', properties: { a: { not: {} } } }, /schema\.a uses not/],
    [{ type: 'object', additionalProperties: { type: 'string' } }, /additionalProperties with a schema/],
  ])('%j', async (schema, message) => {
    await expect(compileSchema(schema)).rejects.toThrow(message);
  });
});
