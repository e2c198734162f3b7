import { isObject, type JsonObject } from '../json.ts';
import { Refusal } from './refusal.ts';

/** Keywords that structured outputs refuse by name ("'oneOf' is not permitted"). */
const forbidden = [
  'allOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'default',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
  'propertyNames',
  'unevaluatedProperties',
  'unevaluatedItems',
  'uniqueItems',
  'contains',
  'minContains',
  'maxContains',
  'minProperties',
  'maxProperties',
  'prefixItems',
];

const formats = ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid'];
const types = ['string', 'number', 'integer', 'boolean', 'null', 'object', 'array'];

const maxDepth = 10;
const maxProperties = 5_000;
const maxEnumValues = 1_000;

interface Walk {
  readonly refusal: (path: readonly string[], complaint: string) => Refusal;
  properties: number;
  enumValues: number;
}

/**
 * Holds a schema against the subset of JSON Schema that strict mode takes (the structured outputs guide of the
 * Responses API). Throws a Refusal, worded as the backend words it. `owner` reads `response_format 'name'`.
 */
export function checkStrictSchema(schema: unknown, owner: string, param: string, code: string): void {
  const walk: Walk = {
    properties: 0,
    enumValues: 0,
    refusal: (path, complaint) => {
      const context = `(${path.map((part) => `'${part}'`).join(', ')})`;
      return new Refusal(
        'schema.strict',
        `Invalid schema for ${owner}: In context=${context}, ${complaint}.`,
        { param, code },
      );
    },
  };
  if (!isObject(schema) || schema['type'] !== 'object')
    throw walk.refusal([], `schema must be a JSON Schema of 'type: "object"'`);
  visit(schema, [], 1, walk);
}

function visit(schema: unknown, path: readonly string[], depth: number, walk: Walk): void {
  if (!isObject(schema)) throw walk.refusal(path, 'a schema must be an object');
  if (depth > maxDepth) throw walk.refusal(path, `more than ${maxDepth} levels of nesting`);
  for (const word of forbidden) if (word in schema) throw walk.refusal(path, `'${word}' is not permitted`);
  const format = schema['format'];
  if (format !== undefined && !formats.includes(String(format)))
    throw walk.refusal(path, `'${String(format)}' is not a valid format`);
  if (Array.isArray(schema['enum'])) {
    walk.enumValues += schema['enum'].length;
    if (walk.enumValues > maxEnumValues) throw walk.refusal(path, `more than ${maxEnumValues} enum values`);
  }
  visitType(schema, path, depth, walk);
  for (const name of ['$defs', 'definitions']) {
    const definitions = schema[name];
    if (isObject(definitions))
      for (const [key, value] of Object.entries(definitions)) visit(value, [...path, name, key], 1, walk);
  }
}

function visitType(schema: JsonObject, path: readonly string[], depth: number, walk: Walk): void {
  if (Array.isArray(schema['anyOf'])) {
    schema['anyOf'].forEach((option, index) => {
      visit(option, [...path, 'anyOf', String(index)], depth, walk);
    });
    return;
  }
  if ('$ref' in schema) return;
  const type = schema['type'];
  const named = Array.isArray(type) ? type : [type];
  if (type === undefined && !('const' in schema) && !('enum' in schema))
    throw walk.refusal(path, `schema must have a 'type' key`);
  for (const name of named)
    if (name !== undefined && !types.includes(String(name)))
      throw walk.refusal(path, `'${String(name)}' is not valid under any of the given schemas`);
  if (named.includes('object')) visitObject(schema, path, depth, walk);
  if (named.includes('array')) {
    if (!('items' in schema)) throw walk.refusal(path, 'array schema missing items');
    visit(schema['items'], [...path, 'items'], depth + 1, walk);
  }
}

function visitObject(schema: JsonObject, path: readonly string[], depth: number, walk: Walk): void {
  if (schema['additionalProperties'] !== false)
    throw walk.refusal(path, `'additionalProperties' is required to be supplied and to be false`);
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required: unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const names = Object.keys(properties);
  walk.properties += names.length;
  if (walk.properties > maxProperties) throw walk.refusal(path, `more than ${maxProperties} properties`);
  const complaint = `'required' is required to be supplied and to be an array including every key in properties`;
  for (const name of names)
    if (!required.includes(name)) throw walk.refusal(path, `${complaint}. Missing '${name}'`);
  for (const name of required)
    if (!names.includes(String(name)))
      throw walk.refusal(path, `${complaint}. Extra required key '${String(name)}' supplied`);
  for (const name of names) visit(properties[name], [...path, 'properties', name], depth + 1, walk);
}
