import { type FieldName, inputSchemaOf, type JsonSchema, type Tool } from '@codex-pro/mcp';

/** One input field of a tool as a flag of a command line. */
export interface Flag {
  readonly field: string;
  readonly name: string;
  readonly kind: 'text' | 'number' | 'boolean' | 'list' | 'json';
  /** Of the members of a list. */
  readonly numbers: boolean;
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
    return {
      field,
      name: flagName(field),
      kind: kindOf(type),
      numbers: isNumber(member.type),
      choices: (choices ?? member.enum ?? []).map(String),
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

function kindOf(type: JsonSchema['type']): Flag['kind'] {
  if (type === 'string') return 'text';
  if (isNumber(type)) return 'number';
  if (type === 'boolean') return 'boolean';
  return type === 'array' ? 'list' : 'json';
}

function isNumber(type: JsonSchema['type']): boolean {
  return type === 'number' || type === 'integer';
}
