import { InputError } from '@codex-pro/runtime';
import { isRecord } from './is-record.ts';

type Schema = Readonly<Record<string, unknown>>;

/** What the backend does not take in a schema it is to keep to. */
const refused = [
  'patternProperties',
  'propertyNames',
  'unevaluatedProperties',
  'unevaluatedItems',
  'dependentSchemas',
  'dependentRequired',
  'if',
  'then',
  'else',
  'not',
  'allOf',
  'oneOf',
  'contains',
  'prefixItems',
];
/** Said by the user's schema only: answers are checked against it anyway. */
const dropped = [
  '$schema',
  '$id',
  '$comment',
  'title',
  'default',
  'examples',
  'additionalProperties',
  'required',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'minContains',
  'maxContains',
];
/** Formats that backends know (the structured outputs guide of the Responses API); others are not said. */
const formats = ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid'];
/** One of these says what a value is. */
const telling = ['type', 'properties', 'enum', 'const', 'anyOf', '$ref'];

/**
 * The schema as backends take it: every object closed, every property required, an optional one nullable. Throws
 * InputError for what cannot be said that way.
 */
export function strictSchema(schema: Schema, where = 'schema'): Record<string, unknown> {
  for (const keyword of refused) {
    if (keyword in schema) throw cannot(where, `uses ${keyword}`);
  }
  if (!telling.some((keyword) => keyword in schema)) throw cannot(where, 'gives no type');
  if ([schema['type']].flat().includes('array') && !isRecord(schema['items']))
    throw cannot(where, 'is an array that does not say what its items are');
  const kept = Object.entries(schema).filter(
    ([keyword, value]) =>
      !dropped.includes(keyword) && (keyword !== 'format' || formats.includes(String(value))),
  );
  const strict: Record<string, unknown> = {};
  for (const [keyword, value] of kept) strict[keyword] = strictPart(keyword, value, where);
  if (schema['type'] !== 'object' && !('properties' in schema)) return strict;
  if (isRecord(schema['additionalProperties'])) throw cannot(where, 'has additionalProperties with a schema');
  const properties = isRecord(strict['properties']) ? strict['properties'] : {};
  if (Object.keys(properties).length === 0 && schema['additionalProperties'] !== false)
    throw cannot(where, 'is an object without named properties');
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const named = Object.entries(properties).map(([name, property]) => [
    name,
    required.has(name) ? property : nullable(property),
  ]);
  return {
    ...strict,
    type: strict['type'] ?? 'object',
    properties: Object.fromEntries(named),
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

function strictPart(keyword: string, value: unknown, where: string): unknown {
  const inner = (part: unknown, name: string): unknown => {
    if (!isRecord(part)) throw cannot(`${where}.${name}`, 'gives no type');
    return strictSchema(part, `${where}.${name}`);
  };
  if (keyword === 'items') return inner(value, 'items');
  if (keyword === 'anyOf' && Array.isArray(value))
    return value.map((part, at) => inner(part, `anyOf[${at}]`));
  if ((keyword === 'properties' || keyword === '$defs' || keyword === 'definitions') && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inner(part, name)]));
  }
  return value;
}

function nullable(property: unknown): unknown {
  return { anyOf: [property, { type: 'null' }] };
}

function cannot(where: string, what: string): InputError {
  return new InputError('input_invalid', `${where} ${what}, which the backend does not take.`, {
    hint: 'Use objects with named properties, arrays, enums, anyOf and plain types.',
  });
}
