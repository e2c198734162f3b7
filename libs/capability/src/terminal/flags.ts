import { type FieldName, inputSchemaOf, type Tool } from '@codex-pro/mcp';
import * as z from 'zod';

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

export const flagName: FieldName = (field) => `--${field.replaceAll('_', '-')}`;

const fieldSchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  items: z.object({ type: z.string().optional(), enum: z.array(z.unknown()).optional() }).optional(),
  description: z.string().default(''),
  default: z.unknown().optional(),
});

/** The flags of a tool, in the order of its input: what the host's schema says, a person can say too. */
export function flagsOf(tool: Tool): Flag[] {
  const schema = z
    .object({
      properties: z.record(z.string(), fieldSchema).default({}),
      required: z.array(z.string()).default([]),
    })
    .parse(inputSchemaOf(tool));
  return Object.entries(schema.properties).map(([field, { type, items, description, ...rest }]) => ({
    field,
    name: flagName(field),
    kind: kindOf(type),
    numbers: isNumber(items?.type),
    choices: (rest.enum ?? items?.enum ?? []).map(String),
    description,
    byDefault: rest.default,
    required: schema.required.includes(field) && rest.default === undefined,
  }));
}

function kindOf(type: string | undefined): Flag['kind'] {
  if (type === 'string') return 'text';
  if (isNumber(type)) return 'number';
  if (type === 'boolean') return 'boolean';
  return type === 'array' ? 'list' : 'json';
}

function isNumber(type: string | undefined): boolean {
  return type === 'number' || type === 'integer';
}
