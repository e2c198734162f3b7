import { isObject, type JsonObject, objectsOf } from '../json.ts';

/**
 * A value that satisfies a schema of the strict subset, always the same for the same seed: the first choice at seed
 * 0, others by turns. Lists get one element unless the schema asks for more.
 */
export function instanceOf(schema: JsonObject, seed = 0): unknown {
  return build(schema, { root: schema, seed, depth: 0 });
}

interface Context {
  readonly root: JsonObject;
  readonly seed: number;
  readonly depth: number;
}

/** Deep enough for any schema in use; a recursive one ends here with the emptiest value. */
const maxDepth = 12;

function build(schema: unknown, context: Context): unknown {
  if (!isObject(schema)) return null;
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return pick(schema['enum'], context.seed);
  if (typeof schema['$ref'] === 'string')
    return build(resolve(schema['$ref'], context.root), deeper(context));
  if (Array.isArray(schema['anyOf'])) return build(chooseOption(schema['anyOf'], context), deeper(context));
  const type: unknown = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  switch (type) {
    case 'object':
      return buildObject(schema, context);
    case 'array':
      return buildArray(schema, context);
    case 'string':
      return buildString(schema);
    case 'integer':
    case 'number':
      return buildNumber(schema, type);
    case 'boolean':
      return context.seed % 2 === 0;
    default:
      return null;
  }
}

function buildObject(schema: JsonObject, context: Context): unknown {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, build(value, deeper(context))]),
  );
}

function buildArray(schema: JsonObject, context: Context): unknown {
  const least = numberOf(schema['minItems']) ?? 0;
  const most = numberOf(schema['maxItems']) ?? Number.POSITIVE_INFINITY;
  const length = context.depth >= maxDepth ? least : Math.min(Math.max(least, 1), most);
  return Array.from({ length }, () => build(schema['items'], deeper(context)));
}

const examples: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  duration: 'PT1S',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '127.0.0.1',
  ipv6: '::1',
  uuid: '00000000-0000-4000-8000-000000000000',
};

function buildString(schema: JsonObject): string {
  const text = examples[String(schema['format'])] ?? 'text';
  const padded = text.padEnd(numberOf(schema['minLength']) ?? 0, ' text');
  return padded.slice(0, numberOf(schema['maxLength']) ?? padded.length);
}

function buildNumber(schema: JsonObject, type: 'integer' | 'number'): number {
  const step = type === 'integer' ? 1 : 0.5;
  const least = numberOf(schema['minimum']) ?? above(schema['exclusiveMinimum'], step);
  const most = numberOf(schema['maximum']) ?? above(schema['exclusiveMaximum'], -step);
  const wanted = Math.max(least ?? Number.NEGATIVE_INFINITY, Math.min(1, most ?? 1));
  const multiple = numberOf(schema['multipleOf']);
  return multiple === undefined ? wanted : Math.ceil(wanted / multiple) * multiple;
}

function above(limit: unknown, step: number): number | undefined {
  const value = numberOf(limit);
  return value === undefined ? undefined : value + step;
}

/** Past the depth limit, an option that needs no further nesting. */
function chooseOption(options: readonly unknown[], context: Context): unknown {
  if (context.depth < maxDepth) return pick(options, context.seed);
  return objectsOf(options).find((option) => option['type'] === 'null') ?? options.at(-1);
}

function resolve(reference: string, root: JsonObject): unknown {
  let found: unknown = root;
  for (const part of reference.replace(/^#\/?/u, '').split('/'))
    if (part !== '') found = isObject(found) ? found[part] : undefined;
  return found;
}

function pick(choices: readonly unknown[], seed: number): unknown {
  return choices[seed % Math.max(1, choices.length)] ?? null;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function deeper(context: Context): Context {
  return { ...context, depth: context.depth + 1 };
}
