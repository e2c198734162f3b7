import { isObject, type JsonObject } from '../json.ts';
import { sealIsBroken } from '../reply/sealed-reasoning.ts';
import { Refusal } from './refusal.ts';

type Check = (item: JsonObject, param: string) => void;

const partTypes: Readonly<Record<string, readonly string[]>> = {
  developer: ['input_text', 'input_image', 'input_file'],
  system: ['input_text', 'input_image', 'input_file'],
  user: ['input_text', 'input_image', 'input_file'],
  assistant: ['output_text', 'refusal'],
};

/** Where an item has an id, the service wants its own prefix. */
const idPrefixes: Readonly<Record<string, string>> = {
  message: 'msg',
  reasoning: 'rs',
  function_call: 'fc',
  function_call_output: 'fc',
  custom_tool_call: 'ctc',
  custom_tool_call_output: 'ctc',
  additional_tools: 'at',
};

const checks: Readonly<Record<string, Check>> = {
  message: checkMessage,
  reasoning: checkReasoning,
  function_call: strings('call_id', 'name', 'arguments'),
  custom_tool_call: strings('call_id', 'name', 'input'),
  function_call_output: checkOutput,
  custom_tool_call_output: checkOutput,
  additional_tools: (item, param) => {
    if (item['role'] !== 'developer') throw refusal(param, 'role', `Invalid value for '${param}.role'.`);
  },
  compaction: strings('encrypted_content'),
  compaction_trigger: strings(),
  web_search_call: strings(),
  tool_search_call: strings(),
  tool_search_output: strings(),
  image_generation_call: strings(),
};

/** One item by itself: its type, its fields, the prefix of its id. */
export function checkItem(item: unknown, param: string): JsonObject {
  if (!isObject(item))
    throw new Refusal('input.item', `Invalid type for '${param}': expected an object.`, { param });
  const type = item['type'];
  if (typeof type !== 'string') throw refusal(param, 'type', `Missing required parameter: '${param}.type'.`);
  const check = checks[type];
  if (check === undefined)
    throw refusal(
      param,
      'type',
      `Invalid value: '${type}'. Supported values are: ${Object.keys(checks).join(', ')}.`,
    );
  check(item, param);
  const prefix = idPrefixes[type];
  const id = item['id'];
  if (id !== undefined && prefix !== undefined && !(typeof id === 'string' && id.startsWith(prefix)))
    throw refusal(
      param,
      'id',
      `Invalid '${param}.id': '${String(id)}'. Expected an ID that begins with '${prefix}'.`,
    );
  return item;
}

function checkMessage(item: JsonObject, param: string): void {
  const allowed = partTypes[String(item['role'])];
  if (allowed === undefined)
    throw refusal(param, 'role', `Invalid value: '${String(item['role'])}' for '${param}.role'.`);
  const content = item['content'];
  if (typeof content === 'string') return;
  if (!Array.isArray(content) || content.length === 0)
    throw refusal(
      param,
      'content',
      `Invalid type for '${param}.content': expected a string or a list of parts.`,
    );
  content.forEach((part: unknown, index) => {
    checkPart(part, `${param}.content[${index}]`, allowed);
  });
}

function checkPart(part: unknown, param: string, allowed: readonly string[]): void {
  const type = isObject(part) ? part['type'] : undefined;
  if (!isObject(part) || !allowed.includes(String(type)))
    throw refusal(
      param,
      'type',
      `Invalid value: '${String(type)}'. Supported values are: ${allowed.join(', ')}.`,
    );
  if ((type === 'input_text' || type === 'output_text') && typeof part['text'] !== 'string')
    throw refusal(param, 'text', `Missing required parameter: '${param}.text'.`);
  if (type === 'input_image' && !/^(https:|data:image\/)/u.test(String(part['image_url'] ?? '')))
    throw refusal(
      param,
      'image_url',
      `Invalid '${param}.image_url': expected a URL or a data URL of an image.`,
    );
}

function checkReasoning(item: JsonObject, param: string): void {
  if (!Array.isArray(item['summary']))
    throw refusal(param, 'summary', `Missing required parameter: '${param}.summary'.`);
  const sealed = item['encrypted_content'];
  // Nothing is stored, so an item that does not carry itself cannot be found again.
  if (typeof sealed !== 'string')
    throw refusal(
      param,
      'encrypted_content',
      `Item with id '${String(item['id'])}' not found. Items are not persisted when \`store\` is set to false.`,
    );
  if (sealIsBroken(sealed))
    throw refusal(
      param,
      'encrypted_content',
      `The encrypted content for item ${String(item['id'])} could not be verified.`,
    );
}

function checkOutput(item: JsonObject, param: string): void {
  if (typeof item['call_id'] !== 'string')
    throw refusal(param, 'call_id', `Missing required parameter: '${param}.call_id'.`);
  const output = item['output'];
  if (typeof output === 'string') return;
  if (!Array.isArray(output)) throw refusal(param, 'output', `Invalid type for '${param}.output'.`);
  output.forEach((part: unknown, index) => {
    checkPart(part, `${param}.output[${index}]`, ['input_text', 'input_image', 'input_file']);
  });
}

function strings(...fields: readonly string[]): Check {
  return (item, param) => {
    for (const field of fields)
      if (typeof item[field] !== 'string')
        throw refusal(param, field, `Missing required parameter: '${param}.${field}'.`);
  };
}

function refusal(param: string, field: string, message: string): Refusal {
  return new Refusal(`input.${field}`, message, { param: `${param}.${field}`, code: 'invalid_value' });
}
