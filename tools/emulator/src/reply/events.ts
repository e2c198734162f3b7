import { isObject, type JsonObject, objectsOf } from '../json.ts';
import type { Reply } from './reply.ts';

export interface StreamEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

const charactersPerDelta = 64;

/** The whole event sequence of an answer, in the order in which the live backend sends it. */
export function eventsOf(reply: Reply): StreamEvent[] {
  const started = responseObject(reply, 'in_progress');
  const events: StreamEvent[] = [
    { type: 'response.created', response: started },
    { type: 'response.in_progress', response: started },
  ];
  reply.items.forEach((item, index) => {
    events.push(...itemEvents(item, index));
  });
  events.push({ type: 'response.completed', response: completedResponse(reply) });
  return events;
}

/** `response.failed` in place of the end of an answer. */
export function failedEvent(reply: Reply, code: string, message: string): StreamEvent {
  return {
    type: 'response.failed',
    response: { ...responseObject(reply, 'failed'), error: { code, message } },
  };
}

/** `response.incomplete`, with the usage that an answer cut short still costs. */
export function incompleteEvent(reply: Reply, reason: string): StreamEvent {
  return {
    type: 'response.incomplete',
    response: { ...completedResponse(reply), status: 'incomplete', incomplete_details: { reason } },
  };
}

function responseObject(reply: Reply, status: string): JsonObject {
  return {
    id: reply.id,
    object: 'response',
    created_at: 1_790_000_000,
    status,
    error: null,
    incomplete_details: null,
    model: reply.model,
    output: [],
    store: false,
    usage: null,
  };
}

function completedResponse(reply: Reply): JsonObject {
  const { usage } = reply;
  return {
    ...responseObject(reply, 'completed'),
    output: reply.items,
    ...(reply.endTurn === undefined ? {} : { end_turn: reply.endTurn }),
    usage: {
      input_tokens: usage.input_tokens,
      input_tokens_details: {
        cached_tokens: usage.cached_tokens,
        cache_write_tokens: usage.cache_write_tokens,
      },
      output_tokens: usage.output_tokens,
      output_tokens_details: { reasoning_tokens: usage.reasoning_tokens },
      total_tokens: usage.input_tokens + usage.output_tokens,
    },
  };
}

function itemEvents(item: JsonObject, index: number): StreamEvent[] {
  return [
    { type: 'response.output_item.added', output_index: index, item: startOf(item) },
    ...progressEvents(item, index),
    { type: 'response.output_item.done', output_index: index, item },
  ];
}

function startOf(item: JsonObject): JsonObject {
  const started = { ...item, ...('status' in item ? { status: 'in_progress' } : {}) };
  if ('content' in item) return { ...started, content: [] };
  if ('summary' in item) return { ...started, summary: [] };
  if ('arguments' in item) return { ...started, arguments: '' };
  return 'input' in item ? { ...started, input: '' } : started;
}

function progressEvents(item: JsonObject, index: number): StreamEvent[] {
  const place = { item_id: item['id'], output_index: index };
  switch (item['type']) {
    case 'message':
      return objectsOf(item['content']).flatMap((part, at) =>
        textEvents(part, { ...place, content_index: at }),
      );
    case 'reasoning':
      return objectsOf(item['summary']).flatMap((part, at) =>
        summaryEvents(part, { ...place, summary_index: at }),
      );
    case 'function_call':
      return [
        ...deltas('response.function_call_arguments.delta', item['arguments'], place),
        { type: 'response.function_call_arguments.done', ...place, arguments: item['arguments'] },
      ];
    case 'custom_tool_call':
      return [
        ...deltas('response.custom_tool_call_input.delta', item['input'], place),
        { type: 'response.custom_tool_call_input.done', ...place, input: item['input'] },
      ];
    default:
      return [];
  }
}

function textEvents(part: JsonObject, place: JsonObject): StreamEvent[] {
  const empty = isObject(part) && 'text' in part ? { ...part, text: '' } : part;
  return [
    { type: 'response.content_part.added', ...place, part: empty },
    ...deltas('response.output_text.delta', part['text'], place),
    { type: 'response.output_text.done', ...place, text: part['text'] },
    { type: 'response.content_part.done', ...place, part },
  ];
}

function summaryEvents(part: JsonObject, place: JsonObject): StreamEvent[] {
  return [
    { type: 'response.reasoning_summary_part.added', ...place, part: { type: 'summary_text', text: '' } },
    ...deltas('response.reasoning_summary_text.delta', part['text'], place),
    { type: 'response.reasoning_summary_text.done', ...place, text: part['text'] },
    { type: 'response.reasoning_summary_part.done', ...place, part },
  ];
}

function deltas(type: string, text: unknown, place: JsonObject): StreamEvent[] {
  const characters = typeof text === 'string' ? text : '';
  const events: StreamEvent[] = [];
  for (let start = 0; start < characters.length; ) {
    let end = start + charactersPerDelta;
    // A surrogate pair stays whole: its halves are no characters.
    if (/[\ud800-\udbff]/u.test(characters.charAt(end - 1))) end += 1;
    events.push({ type, ...place, delta: characters.slice(start, end) });
    start = end;
  }
  return events;
}
