import { isObject, type JsonObject } from '../json.ts';
import { Refusal } from './refusal.ts';
import { checkStrictSchema } from './strict-schema.ts';

const name = /^[a-zA-Z0-9_-]{1,64}$/;

/** Tools that the service runs itself: their options are not this backend's business. */
const hosted = ['web_search', 'tool_search', 'image_generation', 'code_interpreter', 'file_search', 'mcp'];

/** Checks a list of tools, namespaces included, and that no two share a name. */
export function checkTools(tools: unknown, param: string, dialect: 'classic' | 'lite'): void {
  if (!Array.isArray(tools))
    throw new Refusal('tools', `Invalid type for '${param}': expected an array.`, { param });
  const names = new Set<string>();
  tools.forEach((tool: unknown, index) => {
    checkTool(tool, `${param}[${index}]`, dialect, names);
  });
}

function checkTool(tool: unknown, param: string, dialect: 'classic' | 'lite', names: Set<string>): void {
  if (!isObject(tool) || typeof tool['type'] !== 'string')
    throw new Refusal('tools.type', `Missing required parameter: '${param}.type'.`, {
      param: `${param}.type`,
    });
  switch (tool['type']) {
    case 'function':
      checkName(tool, param, names);
      checkFunction(tool, param);
      return;
    case 'custom':
      checkName(tool, param, names);
      checkCustom(tool, param);
      return;
    case 'namespace':
      checkName(tool, param, names);
      checkTools(tool['tools'], `${param}.tools`, dialect);
      return;
    default:
      if (!hosted.includes(tool['type']))
        throw new Refusal('tools.type', `Invalid value: '${tool['type']}' for '${param}.type'.`, {
          param: `${param}.type`,
          code: 'invalid_value',
        });
      if (dialect === 'lite')
        throw new Refusal('lite.hosted_tool', `Tool '${tool['type']}' is not supported in this dialect.`, {
          param,
        });
  }
}

function checkName(tool: JsonObject, param: string, names: Set<string>): void {
  const value = tool['name'];
  if (typeof value !== 'string' || !name.test(value))
    throw new Refusal(
      'tools.name',
      `Invalid '${param}.name': expected a string that matches '^[a-zA-Z0-9_-]+$'.`,
      {
        param: `${param}.name`,
      },
    );
  if (names.has(value))
    throw new Refusal('tools.duplicate', `Duplicate tool name '${value}'.`, { param: `${param}.name` });
  names.add(value);
}

function checkFunction(tool: JsonObject, param: string): void {
  const parameters = tool['parameters'];
  if (!isObject(parameters) || parameters['type'] !== 'object')
    throw new Refusal(
      'tools.parameters',
      `Invalid schema for function '${String(tool['name'])}': schema must be a JSON Schema of 'type: "object"'.`,
      { param: `${param}.parameters`, code: 'invalid_function_parameters' },
    );
  // The Responses API takes a function as strict unless it says otherwise.
  if (tool['strict'] !== false)
    checkStrictSchema(
      parameters,
      `function '${String(tool['name'])}'`,
      `${param}.parameters`,
      'invalid_function_parameters',
    );
}

function checkCustom(tool: JsonObject, param: string): void {
  const format = tool['format'];
  if (format === undefined) return;
  const grammar =
    isObject(format) &&
    format['type'] === 'grammar' &&
    (format['syntax'] === 'lark' || format['syntax'] === 'regex') &&
    typeof format['definition'] === 'string';
  if (!grammar && !(isObject(format) && format['type'] === 'text'))
    throw new Refusal('tools.format', `Invalid value for '${param}.format'.`, { param: `${param}.format` });
}
