import { type FieldName, inputSchemaOf, type JsonSchema, type Tool } from '@codex-pro/mcp';

/** One input field of a tool as a flag of a command line. */
export interface Flag {
  readonly field: string;
  readonly name: string;
  readonly kind: 'text' | 'number' | 'boolean' | 'list' | 'json';
  /** Of the members of a list. */
  readonly numbers: boolean;
  /** Of a JSON value: the types that the schema takes (`string`, `array` …, `words` for a list of text); none where it does not say. */
  readonly types: readonly string[];
  readonly choices: readonly string[];
  readonly description: string;
  readonly byDefault: unknown;
  readonly required: boolean;
}

/** `--max-findings` of `max_findings`. `--format` is how a result is printed, so a tool's own `format` is `--input-format`. */
export const flagName: FieldName = (field) =>
  field === 'format' ? '--input-format' : `--${field.replaceAll('_', '-')}`;

/** The flags of a tool, in the order of its input: what the host's schema says, a person can say too. */
export function flagsOf(tool: Tool): Flag[] {
  const { properties = {}, required = [] } = inputSchemaOf(tool);
  return Object.entries(properties).map(([field, schema]) => {
    const { type, items, description = '', enum: choices, default: byDefault } = keywordsOf(schema);
    const member = keywordsOf(items);
    const kind = kindOf(type, member.type);
    return {
      field,
      name: flagName(field),
      kind,
      numbers: isNumber(member.type),
      types: kind === 'json' ? typesOf(keywordsOf(schema)) : [],
      choices: (choices ?? member.enum ?? wordsOf(keywordsOf(schema))).map(String),
      description,
      byDefault,
      required: required.includes(field) && byDefault === undefined,
    };
  });
}

/** None of a schema that is `true`, or of the members of a tuple: such a field is given as JSON. */
function keywordsOf(schema: JsonSchema['items']): JsonSchema {
  return typeof schema === 'object' && !Array.isArray(schema) ? schema : {};
}

function kindOf(type: JsonSchema['type'], member: JsonSchema['type']): Flag['kind'] {
  if (type === 'string') return 'text';
  if (isNumber(type)) return 'number';
  if (type === 'boolean') return 'boolean';
  return type === 'array' && (member === 'string' || isNumber(member)) ? 'list' : 'json';
}

/** What a value may be; `words` besides `array` where its members are text. A text that has to be one of a few words is no `string`. */
function typesOf({ type, items, const: only, enum: choices, anyOf }: JsonSchema): string[] {
  if (anyOf !== undefined) return anyOf.flatMap((each) => typesOf(keywordsOf(each)));
  if (only !== undefined || choices !== undefined || type === undefined) return [];
  const isWords = type === 'array' && keywordsOf(items).type === 'string';
  return isWords ? ['array', 'words'] : [type].flat();
}

/** The words that may stand where else a list or an object does. */
function wordsOf({ anyOf = [] }: JsonSchema): unknown[] {
  return anyOf
    .map(keywordsOf)
    .flatMap(({ const: only, enum: choices = [] }) => (only === undefined ? choices : [only]));
}

function isNumber(type: JsonSchema['type']): boolean {
  return type === 'number' || type === 'integer';
}
