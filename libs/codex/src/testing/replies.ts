import type { Reply } from './loopback-backend.ts';

type Json = Readonly<Record<string, unknown>>;

/** One event of a stream, as the backend frames it. */
export function event(type: string, fields: Json = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

export function message(text: string, fields: Json = {}): Json {
  return {
    type: 'message',
    role: 'assistant',
    id: 'msg_1',
    content: [{ type: 'output_text', text }],
    ...fields,
  };
}

export function itemDone(item: Json): string {
  return event('response.output_item.done', { item });
}

export const usage: Json = {
  input_tokens: 1000,
  input_tokens_details: { cached_tokens: 400, cache_write_tokens: 100 },
  output_tokens: 200,
  output_tokens_details: { reasoning_tokens: 50 },
  total_tokens: 1200,
};

export function completed(fields: Json = {}): string {
  return event('response.completed', { response: { id: 'resp_1', usage, ...fields } });
}

/** A stream that ends by itself. */
export function stream(...events: readonly string[]): Reply {
  return streamWith({}, ...events);
}

export function streamWith(headers: Readonly<Record<string, string>>, ...events: readonly string[]): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
    response.end(events.join(''));
  };
}

/** A stream that says this much and then keeps the socket open. */
export function openStream(...events: readonly string[]): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(events.join(''));
  };
}

/** A stream whose socket is reset after this much. */
export function brokenStream(...events: readonly string[]): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(events.join(''), () => setTimeout(() => response.socket?.resetAndDestroy(), 5));
  };
}

export function answer(text: string): Reply {
  return stream(
    event('response.created', { response: { id: 'resp_1' } }),
    itemDone(message(text)),
    completed(),
  );
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

export function apiError(status: number, error: Json, headers: Readonly<Record<string, string>> = {}): Reply {
  return json(status, { error }, headers);
}
