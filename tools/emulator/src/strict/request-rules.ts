import type { CatalogueModel } from '../catalogue.ts';
import { isObject, type JsonObject } from '../json.ts';
import { checkCallPairs } from './call-pairs.ts';
import { checkItem } from './input-items.ts';
import { checkLite } from './lite.ts';
import { Refusal } from './refusal.ts';
import { checkStrictSchema } from './strict-schema.ts';
import { checkTools } from './tools.ts';

/** What codex-cli 0.169.0 sends, and `instructions`, which older ones sent. Anything else is refused. */
const knownFields = new Set([
  'model',
  'instructions',
  'input',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'reasoning',
  'store',
  'stream',
  'include',
  'prompt_cache_key',
  'text',
  'service_tier',
  'client_metadata',
]);

const includable = ['reasoning.encrypted_content', 'web_search_call.action.sources'];

export interface RequestContext {
  readonly mode: 'chatgpt' | 'api-key';
  readonly catalogue: readonly CatalogueModel[];
  readonly headers: Readonly<Record<string, string>>;
}

/** A request that passed every rule. */
export interface ResponsesRequest {
  readonly body: JsonObject;
  readonly model: CatalogueModel;
  readonly dialect: 'classic' | 'lite';
  readonly items: readonly JsonObject[];
}

/**
 * Holds a request body against what the live backend takes, or is reported to take: where nobody knows, against what
 * codex-cli 0.169.0 sends. So a client may be refused here for what the live backend would bear, never the other way
 * round as far as known. Throws the first Refusal.
 */
export function checkRequest(body: unknown, context: RequestContext): ResponsesRequest {
  checkHeaders(context.headers, body);
  if (!isObject(body)) throw new Refusal('body', 'The request body must be a JSON object.');
  for (const field of Object.keys(body))
    if (!knownFields.has(field))
      throw new Refusal('unknown_field', `Unsupported parameter: ${field}`, {
        param: field,
        code: 'unsupported_parameter',
      });
  if (body['store'] !== false) throw new Refusal('store', 'Store must be set to false', { param: 'store' });
  if (body['stream'] !== true) throw new Refusal('stream', 'Stream must be set to true', { param: 'stream' });
  const model = findModel(body, context);
  const dialect = context.headers['x-openai-internal-codex-responses-lite'] === 'true' ? 'lite' : 'classic';
  checkScalars(body);
  checkReasoning(body['reasoning'], model, dialect);
  checkText(body['text']);
  if (body['tools'] !== undefined) checkTools(body['tools'], 'tools', dialect);
  const items = checkInput(body['input']);
  checkLite({ body, items, model, dialect, mode: context.mode });
  return { body, model, dialect, items };
}

function checkHeaders(headers: Readonly<Record<string, string>>, body: unknown): void {
  if (!/^application\/json\b/.test(headers['content-type'] ?? ''))
    throw new Refusal('header.content_type', 'Content-Type must be application/json', { status: 415 });
  if (!/text\/event-stream|\*\/\*/.test(headers['accept'] ?? '*/*'))
    throw new Refusal('header.accept', 'Accept must allow text/event-stream', { status: 406 });
  const hint = headers['x-codex-routing-hint'];
  if (hint !== undefined && isObject(body) && hint !== routingHint(body))
    throw new Refusal('header.routing_hint', `x-codex-routing-hint is not '${routingHint(body)}'`);
}

/** As the real CLI composes it: the model, and the tier where one is asked for. */
function routingHint(body: JsonObject): string {
  const tier = body['service_tier'];
  return `model=${String(body['model'])}${tier === undefined ? '' : `;tier=${String(tier)}`}`;
}

function findModel(body: JsonObject, context: RequestContext): CatalogueModel {
  const slug = body['model'];
  if (typeof slug !== 'string' || slug === '')
    throw new Refusal('model.missing', "Missing required parameter: 'model'.", { param: 'model' });
  const model = context.catalogue.find((each) => each.slug === slug);
  if (model !== undefined) return model;
  const message =
    context.mode === 'chatgpt'
      ? 'Model not found'
      : `The model \`${slug}\` does not exist or you do not have access to it.`;
  throw new Refusal('model.unknown', message, { status: 404, code: 'model_not_found' });
}

function checkInput(input: unknown): JsonObject[] {
  if (!Array.isArray(input))
    throw new Refusal('input', "Invalid type for 'input': expected an array of items.", { param: 'input' });
  if (input.length === 0) throw new Refusal('input', "Invalid 'input': empty array.", { param: 'input' });
  const items = input.map((item: unknown, index) => checkItem(item, `input[${index}]`));
  checkCallPairs(items);
  return items;
}

function checkScalars(body: JsonObject): void {
  wrong(body, 'instructions', (value) => typeof value === 'string');
  wrong(body, 'parallel_tool_calls', (value) => typeof value === 'boolean');
  wrong(body, 'service_tier', (value) => value === 'priority' || value === 'flex');
  wrong(body, 'prompt_cache_key', (value) => typeof value === 'string' && value.length <= 64);
  wrong(
    body,
    'include',
    (value) => Array.isArray(value) && value.every((each) => includable.includes(String(each))),
  );
  wrong(
    body,
    'tool_choice',
    (value) => value === 'auto' || value === 'none' || value === 'required' || isObject(value),
  );
  wrong(
    body,
    'client_metadata',
    (value) => isObject(value) && Object.values(value).every((each) => typeof each === 'string'),
  );
}

function wrong(body: JsonObject, field: string, right: (value: unknown) => boolean): void {
  if (field in body && !right(body[field]))
    throw new Refusal(field, `Invalid value for '${field}'.`, { param: field, code: 'invalid_value' });
}

function checkReasoning(reasoning: unknown, model: CatalogueModel, dialect: 'classic' | 'lite'): void {
  if (reasoning === undefined) return;
  if (!isObject(reasoning))
    throw new Refusal('reasoning', "Invalid type for 'reasoning'.", { param: 'reasoning' });
  const fields = dialect === 'lite' ? ['effort', 'summary', 'context'] : ['effort', 'summary'];
  for (const field of Object.keys(reasoning))
    if (!fields.includes(field))
      throw new Refusal('reasoning.field', `Unknown parameter: 'reasoning.${field}'.`, {
        param: `reasoning.${field}`,
        code: 'unknown_parameter',
      });
  const effort = reasoning['effort'];
  if (effort !== undefined && !model.efforts.includes(String(effort)))
    throw new Refusal(
      'reasoning.effort',
      `Unsupported value: '${String(effort)}' is not supported with the '${model.slug}' model. Supported values are: ${model.efforts.map((each) => `'${each}'`).join(', ')}.`,
      { param: 'reasoning.effort', code: 'unsupported_value' },
    );
  wrong(reasoning, 'summary', (value) => value === 'auto' || value === 'concise' || value === 'detailed');
}

function checkText(text: unknown): void {
  if (text === undefined) return;
  if (!isObject(text)) throw new Refusal('text', "Invalid type for 'text'.", { param: 'text' });
  for (const field of Object.keys(text))
    if (field !== 'verbosity' && field !== 'format')
      throw new Refusal('text.field', `Unknown parameter: 'text.${field}'.`, { param: `text.${field}` });
  wrong(text, 'verbosity', (value) => value === 'low' || value === 'medium' || value === 'high');
  const format = text['format'];
  if (format !== undefined) checkFormat(format);
}

function checkFormat(format: unknown): void {
  const type = isObject(format) ? format['type'] : undefined;
  if (type === 'text' || type === 'json_object') return;
  if (!isObject(format) || type !== 'json_schema')
    throw new Refusal('text.format', `Invalid value: '${String(type)}' for 'text.format.type'.`, {
      param: 'text.format.type',
    });
  for (const field of Object.keys(format))
    if (!['type', 'name', 'strict', 'schema', 'description'].includes(field))
      throw new Refusal('text.format', `Unknown parameter: 'text.format.${field}'.`, {
        param: `text.format.${field}`,
      });
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(String(format['name'] ?? '')))
    throw new Refusal('text.format', "Missing or invalid parameter: 'text.format.name'.", {
      param: 'text.format.name',
    });
  if (!isObject(format['schema']))
    throw new Refusal('text.format', "Missing required parameter: 'text.format.schema'.", {
      param: 'text.format.schema',
    });
  if (format['strict'] === true)
    checkStrictSchema(
      format['schema'],
      `response_format '${String(format['name'])}'`,
      'text.format.schema',
      'invalid_json_schema',
    );
}
