import { isObject, type JsonObject, objectsOf } from '../json.ts';
import { instanceOf } from './schema-instance.ts';
import { sealReasoning } from './sealed-reasoning.ts';

/** What a scenario wants answered. Of `items`, `calls`, `json`, `text` the first that is given decides. */
export interface ReplySpec {
  /** Output items, whole; a missing id is filled in. */
  readonly items?: readonly JsonObject[];
  readonly calls?: readonly CallSpec[];
  readonly json?: unknown;
  readonly text?: string;
  /** Summary of the reasoning item that comes first; `false` for no such item. */
  readonly reasoning?: string | false;
  /** Replaces counts that would be computed. */
  readonly usage?: Partial<ReplyUsage>;
  readonly end_turn?: boolean;
}

/** A call of a function (`arguments`: a value, or a string sent as it is) or of a custom tool (`input`). */
export interface CallSpec {
  readonly name: string;
  readonly namespace?: string;
  readonly arguments?: unknown;
  readonly input?: string;
}

/** Tokens, named as on the wire. */
export interface ReplyUsage {
  readonly input_tokens: number;
  readonly cached_tokens: number;
  readonly cache_write_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
}

export interface Reply {
  readonly id: string;
  readonly model: string;
  readonly items: readonly JsonObject[];
  readonly usage: ReplyUsage;
  readonly endTurn: boolean | undefined;
}

export interface ReplyContext {
  readonly body: JsonObject;
  readonly model: string;
  /** From 1; makes ids unique. */
  readonly ordinal: number;
  readonly seed: number;
  readonly tokens: { readonly input: number; readonly cached: number; readonly written: number };
}

const reasoningTokens: Readonly<Record<string, number>> = {
  low: 32,
  medium: 64,
  high: 128,
  xhigh: 256,
  max: 512,
};

/** Makes the answer. Without a wish in `spec`: an instance of the request's own schema, else a sentence. */
export function buildReply(spec: ReplySpec, context: ReplyContext): Reply {
  const { body, ordinal, tokens } = context;
  const reasoning = spec.reasoning ?? 'Reading the input.';
  const output = outputItems(spec, context);
  const items = reasoning === false ? output : [reasoningItem(ordinal, reasoning), ...output];
  const effort = isObject(body['reasoning']) ? String(body['reasoning']['effort']) : 'medium';
  const thought = reasoning === false ? 0 : (reasoningTokens[effort] ?? 0);
  const written = Math.ceil(Buffer.byteLength(output.map(visibleText).join('')) / 4);
  return {
    id: `resp_emulator_${ordinal}`,
    model: context.model,
    items,
    usage: {
      input_tokens: tokens.input,
      cached_tokens: tokens.cached,
      cache_write_tokens: tokens.written,
      output_tokens: written + thought,
      reasoning_tokens: thought,
      ...spec.usage,
    },
    endTurn: spec.end_turn,
  };
}

/** The same answer with one message of this text in place of its own output. */
export function withText(reply: Reply, text: string): Reply {
  const reasoning = reply.items.filter((item) => item['type'] === 'reasoning');
  return { ...reply, items: [...reasoning, messageItem(`msg_${reply.id}`, text)] };
}

/** The text of the last message; empty where the answer is calls. */
export function textOf(reply: Reply): string {
  return visibleText(reply.items.findLast((item) => item['type'] === 'message') ?? {});
}

function outputItems(spec: ReplySpec, context: ReplyContext): JsonObject[] {
  const { ordinal } = context;
  if (spec.items !== undefined) return spec.items.map((item, index) => withId(item, `${ordinal}_${index}`));
  if (spec.calls !== undefined) return spec.calls.map((call, index) => callItem(call, `${ordinal}_${index}`));
  if (spec.json !== undefined) return [messageItem(`msg_emulator_${ordinal}`, JSON.stringify(spec.json))];
  if (spec.text === undefined && asksForCompaction(context.body)) return [compactionItem(ordinal)];
  return [messageItem(`msg_emulator_${ordinal}`, spec.text ?? defaultText(context))];
}

function defaultText({ body, seed }: ReplyContext): string {
  const format = isObject(body['text']) ? body['text']['format'] : undefined;
  if (isObject(format) && isObject(format['schema']))
    return JSON.stringify(instanceOf(format['schema'], seed));
  return 'This is the answer of the emulator.';
}

/** A client that wants its history shortened says so in the last item, and expects exactly one item back. */
function asksForCompaction(body: JsonObject): boolean {
  return Array.isArray(body['input']) && objectsOf(body['input']).at(-1)?.['type'] === 'compaction_trigger';
}

function compactionItem(ordinal: number): JsonObject {
  const id = `cmp_emulator_${ordinal}`;
  return { id, type: 'compaction', encrypted_content: sealReasoning(id) };
}

function messageItem(id: string, text: string): JsonObject {
  return {
    id,
    type: 'message',
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'output_text', annotations: [], logprobs: [], text }],
  };
}

function reasoningItem(ordinal: number, summary: string): JsonObject {
  const id = `rs_emulator_${ordinal}`;
  return {
    id,
    type: 'reasoning',
    summary: [{ type: 'summary_text', text: summary }],
    encrypted_content: sealReasoning(id),
  };
}

function callItem(call: CallSpec, suffix: string): JsonObject {
  const { name, namespace } = call;
  const shared = {
    status: 'completed',
    call_id: `call_${suffix}`,
    name,
    ...(namespace === undefined ? {} : { namespace }),
  };
  if (call.input !== undefined)
    return { id: `ctc_${suffix}`, type: 'custom_tool_call', ...shared, input: call.input };
  const text = typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments ?? {});
  return { id: `fc_${suffix}`, type: 'function_call', ...shared, arguments: text };
}

const idPrefix: Readonly<Record<string, string>> = {
  message: 'msg',
  reasoning: 'rs',
  function_call: 'fc',
  custom_tool_call: 'ctc',
};

function withId(item: JsonObject, suffix: string): JsonObject {
  return 'id' in item ? item : { id: `${idPrefix[String(item['type'])] ?? 'item'}_${suffix}`, ...item };
}

function visibleText(item: JsonObject): string {
  const content = item['content'];
  if (Array.isArray(content))
    return content.map((part: unknown) => (isObject(part) ? String(part['text'] ?? '') : '')).join('');
  return String(item['arguments'] ?? item['input'] ?? '');
}
