import { InputError } from '@codex-pro/runtime';
import { isRecord } from './is-record.ts';

type Schema = Readonly<Record<string, unknown>>;

/** What the backend does not take in a schema it is to keep to. */
const refused = [
  'patternProperties',
  'propertyNames',
  'unevaluatedProperties',
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
];

/**
 * The schema as backends take it: every object closed, every property required, an optional one nullable. Throws
 * InputError for what cannot be said that way.
 */
export function strictSchema(schema: Schema, where = 'schema'): Record<string, unknown> {
  for (const keyword of refused) {
    if (keyword in schema) throw cannot(where, `uses ${keyword}`);
  }
  const kept = Object.entries(schema).filter(([keyword]) => !dropped.includes(keyword));
  const strict: Record<string, unknown> = {};
  for (const [keyword, value] of kept) strict[keyword] = strictPart(keyword, value, where);
  if (schema['type'] !== 'object' && !('properties' in schema)) return strict;
  if (isRecord(schema['additionalProperties'])) throw cannot(where, 'has additionalProperties with a schema');
  const properties = isRecord(strict['properties']) ? strict['properties'] : {};
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
  const inner = (part: unknown, name: string): unknown =>
    isRecord(part) ? strictSchema(part, `${where}.${name}`) : part;
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

/** Takes out what `strictSchema` made the model say: null for an optional property that it leaves out. */
export function withoutNulls(value: unknown, schema: Schema): unknown {
  if (Array.isArray(value)) {
    const items = schema['items'];
    return isRecord(items) ? value.map((item) => withoutNulls(item, items)) : value;
  }
  const properties = schema['properties'];
  if (!isRecord(value) || !isRecord(properties)) return value;
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const kept = Object.entries(value)
    .filter(([name, member]) => member !== null || required.has(name) || !(name in properties))
    .map(([name, member]) => {
      const property = properties[name];
      return [name, isRecord(property) ? withoutNulls(member, property) : member];
    });
  return Object.fromEntries(kept);
}

function cannot(where: string, what: string): InputError {
  return new InputError('input_invalid', `${where} ${what}, which the backend does not take.`, {
    hint: 'Use objects with named properties, arrays, enums, anyOf and plain types.',
  });
}
