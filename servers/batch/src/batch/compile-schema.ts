import { InputError } from '@codex-pro/runtime';
import { isRecord } from './is-record.ts';
import type { OutputSchema } from './output-schema.ts';
import { strictSchema } from './strict-schema.ts';
import { withoutNulls } from './without-nulls.ts';

const maxComplaints = 20;

/**
 * Makes a JSON Schema (draft 7 to 2020-12) ready to ask by and to check with. Throws InputError where it is no valid
 * schema, or none that the backend takes.
 */
export async function compileSchema(schema: Readonly<Record<string, unknown>>): Promise<OutputSchema> {
  // CommonJS: bundled or not, what it exports is the default.
  const {
    default: { Ajv2020 },
  } = await import('ajv/dist/2020.js');
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false, logger: false });
  const { $schema: _dialect, $id: _name, ...plain } = schema;
  const validate = compiled(() => ajv.compile(plain));
  // The backend wants an object at the top; anything else is wrapped in one.
  const wrapped = plain['type'] !== 'object' && !isRecord(plain['properties']);
  const asked = wrapped ? wrappedInObject(plain) : plain;
  return {
    format: { name: 'output', schema: strictSchema(asked) },
    parse(value) {
      const clean = withoutNulls(value, asked);
      const result = wrapped && isRecord(clean) ? clean['result'] : clean;
      if (validate(result)) return result;
      const complaints = (validate.errors ?? []).slice(0, maxComplaints);
      throw new Error(
        complaints
          .map(({ instancePath, message }) => `${instancePath || 'the answer'} ${message}`)
          .join('; '),
      );
    },
  };
}

/** What references lead to stays where they look for it: at the top. */
function wrappedInObject(plain: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { $defs, definitions, ...result } = plain;
  if (/"\$ref":"#"/.test(JSON.stringify(plain))) {
    throw new InputError('input_invalid', 'schema refers to itself as a whole, and is no object.', {
      hint: 'Put that part under $defs and refer to it there.',
    });
  }
  return {
    type: 'object',
    properties: { result },
    required: ['result'],
    ...($defs === undefined ? {} : { $defs }),
    ...(definitions === undefined ? {} : { definitions }),
  };
}

function compiled<T>(compile: () => T): T {
  try {
    return compile();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InputError('input_invalid', `schema is no valid JSON Schema: ${why}.`, { cause });
  }
}
