import { describe, expect, test } from 'vitest';
import { defaultCatalogue } from '../catalogue.ts';
import type { JsonObject } from '../json.ts';
import { sealReasoning } from '../reply/sealed-reasoning.ts';
import { plainBody } from '../testing/post.ts';
import { Refusal, refusalBody } from './refusal.ts';
import { checkRequest } from './request-rules.ts';

const json = { 'content-type': 'application/json' };
const lite = { ...json, 'x-openai-internal-codex-responses-lite': 'true' };

function ruleBroken(
  body: JsonObject,
  headers: Record<string, string> = json,
  mode: 'chatgpt' | 'api-key' = 'api-key',
): string {
  try {
    checkRequest(body, { mode, catalogue: defaultCatalogue, headers });
    return 'none';
  } catch (error) {
    if (error instanceof Refusal) return error.rule;
    throw error;
  }
}

function liteBody(changes: JsonObject = {}): JsonObject {
  return plainBody({
    model: 'gpt-6.1-sol',
    parallel_tool_calls: false,
    reasoning: { effort: 'low', context: 'all_turns' },
    ...changes,
  });
}

function withInput(...items: JsonObject[]): JsonObject {
  return plainBody({ input: items });
}

const user = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'x' }] };
const call = { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'f', arguments: '{}' };
const output = { type: 'function_call_output', call_id: 'c1', output: 'done' };
const customCall = { type: 'custom_tool_call', call_id: 'c1', name: 'f', input: 'x' };
const func = { type: 'function', name: 'f', strict: false, parameters: { type: 'object' } };

describe('what is taken', () => {
  test.each<[string, JsonObject]>([
    ['a plain request', plainBody()],
    [
      'every field that the real CLI sends',
      plainBody({
        instructions: 'Be brief.',
        tools: [func],
        tool_choice: 'auto',
        parallel_tool_calls: true,
        reasoning: { effort: 'medium', summary: 'auto' },
        include: ['reasoning.encrypted_content'],
        prompt_cache_key: '01a1f86b-da68-7b00-8a61-688b3519003d',
        text: { verbosity: 'low' },
        service_tier: 'priority',
        client_metadata: { turn_id: 't1' },
      }),
    ],
    ['a call with its output', withInput(user, call, output)],
    [
      'two calls, then their outputs',
      withInput(user, call, { ...call, call_id: 'c2' }, output, { ...output, call_id: 'c2' }),
    ],
    [
      'a custom call with an output of parts',
      withInput(user, customCall, {
        type: 'custom_tool_call_output',
        call_id: 'c1',
        output: [{ type: 'input_text', text: 'x' }],
      }),
    ],
    [
      'reasoning sent back unchanged',
      withInput(user, {
        type: 'reasoning',
        id: 'rs_1',
        summary: [],
        encrypted_content: sealReasoning('rs_1'),
      }),
    ],
  ])('%s', (_name, body) => {
    expect(ruleBroken(body)).toBe('none');
  });
});

describe('what is refused', () => {
  test.each<[string, JsonObject]>([
    ['store', plainBody({ store: true })],
    ['stream', plainBody({ stream: false })],
    ['unknown_field', plainBody({ temperature: 0 })],
    ['unknown_field', plainBody({ max_output_tokens: 100 })],
    ['unknown_field', plainBody({ metadata: {} })],
    ['unknown_field', plainBody({ previous_response_id: 'resp_1' })],
    ['model.missing', plainBody({ model: '' })],
    ['model.unknown', plainBody({ model: 'gpt-none' })],
    ['input', plainBody({ input: 'text' })],
    ['input', plainBody({ input: [] })],
    ['service_tier', plainBody({ service_tier: 'fast' })],
    ['prompt_cache_key', plainBody({ prompt_cache_key: 'x'.repeat(65) })],
    ['include', plainBody({ include: ['everything'] })],
    ['client_metadata', plainBody({ client_metadata: { n: 1 } })],
    ['reasoning.effort', plainBody({ reasoning: { effort: 'max' } })],
    ['reasoning.effort', plainBody({ reasoning: { effort: 'ultra' } })],
    ['reasoning.field', plainBody({ reasoning: { effort: 'low', context: 'all_turns' } })],
    ['summary', plainBody({ reasoning: { effort: 'low', summary: 'none' } })],
    ['verbosity', plainBody({ text: { verbosity: 'huge' } })],
    ['text.field', plainBody({ text: { shape: 'x' } })],
    ['text.format', plainBody({ text: { format: { type: 'json_schema', strict: true, schema: {} } } })],
    ['text.format', plainBody({ text: { format: { type: 'json_schema', json_schema: {} } } })],
    ['tools.type', plainBody({ tools: [{ type: 'gadget' }] })],
    ['tools.name', plainBody({ tools: [{ ...func, name: 'a b' }] })],
    ['tools.duplicate', plainBody({ tools: [func, func] })],
    ['tools.parameters', plainBody({ tools: [{ ...func, parameters: null }] })],
    ['schema.strict', plainBody({ tools: [{ ...func, strict: true }] })],
    ['tools.format', plainBody({ tools: [{ type: 'custom', name: 'p', format: { type: 'grammar' } }] })],
    ['classic.additional_tools', withInput({ type: 'additional_tools', role: 'developer', tools: [] }, user)],
  ])('%s: %#', (rule, body) => {
    expect(ruleBroken(body)).toBe(rule);
  });

  test.each<[string, JsonObject[]]>([
    ['input.type', [{ role: 'user', content: 'x' }]],
    ['input.type', [{ type: 'item_reference', id: 'rs_1' }]],
    ['input.role', [{ ...user, role: 'tool' }]],
    ['input.content', [{ ...user, content: [] }]],
    ['input.type', [{ ...user, content: [{ type: 'output_text', text: 'x' }] }]],
    ['input.type', [{ ...user, role: 'assistant' }]],
    ['input.text', [{ ...user, content: [{ type: 'input_text' }] }]],
    ['input.image_url', [{ ...user, content: [{ type: 'input_image', image_url: '/etc/x.png' }] }]],
    ['input.id', [{ ...user, id: 'm1' }]],
    ['input.encrypted_content', [user, { type: 'reasoning', id: 'rs_1', summary: [] }]],
    [
      'input.encrypted_content',
      [user, { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: `${sealReasoning('rs_1')}x` }],
    ],
    ['input.arguments', [user, { ...call, arguments: {} }, output]],
    ['input.call_without_output', [user, call]],
    ['input.output_without_call', [user, output]],
    ['input.output_without_call', [user, output, call]],
    ['input.output_without_call', [user, call, output, output]],
    ['input.output_without_call', [user, customCall, output]],
    ['input.call_duplicate', [user, call, call, output]],
  ])('%s among the items: %#', (rule, items) => {
    expect(ruleBroken(withInput(...items))).toBe(rule);
  });

  test.each<[string, Record<string, string>]>([
    ['header.content_type', {}],
    ['header.accept', { ...json, accept: 'application/json' }],
    ['header.routing_hint', { ...json, 'x-codex-routing-hint': 'model=gpt-6-sol' }],
  ])('%s', (rule, headers) => {
    expect(ruleBroken(plainBody(), headers)).toBe(rule);
  });

  test('a routing hint without the tier that the body asks for', () => {
    const hint = (value: string) => ({ ...json, 'x-codex-routing-hint': value });
    const body = plainBody({ service_tier: 'priority' });
    expect(ruleBroken(body, hint('model=gpt-5.5'))).toBe('header.routing_hint');
    expect(ruleBroken(body, hint('model=gpt-5.5;tier=priority'))).toBe('none');
  });
});

describe('the Lite dialect', () => {
  const tools = {
    type: 'additional_tools',
    id: 'at_1',
    role: 'developer',
    tools: [{ type: 'namespace', name: 'functions', description: '', tools: [func] }],
  };

  test('is taken with its header, in both modes', () => {
    expect(ruleBroken(liteBody({ input: [tools, user] }), lite, 'chatgpt')).toBe('none');
    expect(ruleBroken(liteBody({ input: [tools, user] }), lite, 'api-key')).toBe('none');
  });

  test('is a matter of the catalogue in ChatGPT mode, and of the header with a key', () => {
    expect(ruleBroken(liteBody(), json, 'chatgpt')).toBe('reasoning.field');
    expect(ruleBroken(plainBody({ model: 'gpt-6.1-sol' }), json, 'chatgpt')).toBe('lite.header');
    expect(ruleBroken(plainBody({ model: 'gpt-6.1-sol' }), json, 'api-key')).toBe('none');
    expect(ruleBroken(liteBody({ model: 'gpt-5.5' }), lite, 'chatgpt')).toBe('lite.header');
  });

  test.each<[string, JsonObject]>([
    ['lite.tools', { tools: [func] }],
    ['lite.parallel_tool_calls', { parallel_tool_calls: true }],
    ['lite.reasoning_context', { reasoning: { effort: 'low' } }],
    ['lite.additional_tools', { input: [user, tools] }],
    ['lite.hosted_tool', { input: [{ ...tools, tools: [{ type: 'web_search' }] }, user] }],
  ])('%s', (rule, changes) => {
    expect(ruleBroken(liteBody(changes), lite, 'chatgpt')).toBe(rule);
  });
});

test('the two kinds of backend word one refusal each in their own way', () => {
  const refusal = new Refusal('store', 'Store must be set to false', { param: 'store' });
  expect(refusalBody(refusal, 'chatgpt')).toEqual({ detail: 'Store must be set to false' });
  expect(refusalBody(refusal, 'api-key')).toEqual({
    error: {
      message: 'Store must be set to false',
      type: 'invalid_request_error',
      param: 'store',
      code: null,
    },
  });
});
