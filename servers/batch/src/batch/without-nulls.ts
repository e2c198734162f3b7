import { isRecord } from './is-record.ts';

type Schema = Readonly<Record<string, unknown>>;

/** References that lead to references are followed so far; a circle of nothing else has no end. */
const longestWay = 32;

/**
 * Takes out what `strictSchema` made the model say: null for an optional property that it leaves out. `root`: what
 * references in the schema begin at.
 */
export function withoutNulls(value: unknown, schema: Schema, root: Schema = schema): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const meant = meantBy(value, resolved(schema, root), root);
  if (Array.isArray(value)) {
    const items = meant['items'];
    return isRecord(items) ? value.map((item) => withoutNulls(item, items, root)) : value;
  }
  const properties = meant['properties'];
  if (!isRecord(value) || !isRecord(properties)) return value;
  const required = new Set(Array.isArray(meant['required']) ? meant['required'] : []);
  const kept = Object.entries(value)
    .filter(([name, member]) => member !== null || required.has(name) || !(name in properties))
    .map(([name, member]) => {
      const property = properties[name];
      return [name, isRecord(property) ? withoutNulls(member, property, root) : member];
    });
  return Object.fromEntries(kept);
}

/** Of several schemas the first that an answer in strict mode can be of: it has every property, and no other. */
function meantBy(value: object, schema: Schema, root: Schema): Schema {
  const options = schema['anyOf'];
  if (!Array.isArray(options)) return schema;
  const choices = options.filter(isRecord).map((option) => resolved(option, root));
  for (const choice of choices) {
    const inner = meantBy(value, choice, root);
    if (fits(value, inner)) return inner;
  }
  return schema;
}

function fits(value: object, { properties, items }: Schema): boolean {
  if (Array.isArray(value)) return isRecord(items);
  if (!isRecord(value) || !isRecord(properties)) return false;
  const names = Object.keys(properties);
  return (
    names.length === Object.keys(value).length &&
    names.every((name) => {
      const property = properties[name];
      if (!(name in value)) return false;
      if (!isRecord(property)) return true;
      const { const: only, enum: some } = property;
      const word = value[name];
      return 'const' in property
        ? word === only
        : !Array.isArray(some) || word === null || some.includes(word);
    })
  );
}

function resolved(schema: Schema, root: Schema): Schema {
  let current = schema;
  for (let step = 0; step < longestWay; step += 1) {
    const reference = current['$ref'];
    if (typeof reference !== 'string') return current;
    const target = targetOf(reference, root);
    if (!isRecord(target)) return current;
    current = target;
  }
  return current;
}

/** A JSON Pointer (RFC 6901) in a fragment. */
function targetOf(reference: string, root: Schema): unknown {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  return decodeURIComponent(reference.slice(2))
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((place, part) => (isRecord(place) ? place[part] : undefined), root);
}
