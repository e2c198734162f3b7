import { gzipSync } from 'node:zlib';
import { eventsText, eventText } from '../reply/event-text.ts';
import { failedEvent, incompleteEvent, type StreamEvent } from '../reply/events.ts';
import type { StreamExchange, StreamFault } from './fault.ts';

export const streamFaults = {
  silence_after_headers: async ({ exchange }) => {
    exchange.beginStream();
    await exchange.hold();
  },
  silence_mid_stream: async (stream) => {
    await say(stream, beforeFirstDone(stream));
    await stream.exchange.hold();
  },
  silence_after_item: async (stream) => {
    await say(stream, throughLastDone(stream));
    await stream.exchange.hold();
  },
  /** One byte at a time (every `ms`, 1,000 unless told) of an event that never ends. */
  drip: async ({ exchange }, { ms = 1000 }) => {
    exchange.beginStream();
    await exchange.write('data: {"type":"response.output_text.delta","delta":"');
    while (await exchange.pause(ms)) if (!(await exchange.write('a'))) return;
  },
  /** Comment lines for ever (every `ms`): bytes, and never an event. */
  comments_only: async ({ exchange }, { ms = 1000 }) => {
    exchange.beginStream();
    while (await exchange.pause(ms)) if (!(await exchange.write(': keep-alive\n\n'))) return;
  },
  /** An event every `ms` for ever, and never an end. */
  endless: async (stream, { ms = 1000 }) => {
    await say(stream, beforeFirstDone(stream));
    const delta = eventText({ type: 'response.output_text.delta', delta: 'and on ' }, 0);
    while (await stream.exchange.pause(ms)) if (!(await stream.exchange.write(delta))) return;
  },
  reset_mid_stream: async (stream) => {
    await say(stream, beforeFirstDone(stream));
    await flushed(stream);
    stream.exchange.reset();
  },
  reset_after_item: async (stream) => {
    await say(stream, throughLastDone(stream));
    await flushed(stream);
    stream.exchange.reset();
  },
  eof_before_item: async (stream) => {
    await say(stream, beforeFirstDone(stream));
    stream.exchange.end();
  },
  eof_without_completed: async (stream) => {
    await say(stream, throughLastDone(stream));
    stream.exchange.end();
  },
  eof_at_once: ({ exchange }) => {
    exchange.beginStream();
    exchange.end();
  },
  /** Ends in the middle of a line, and of a character. */
  eof_mid_event: async (stream) => {
    await say(stream, beforeFirstDone(stream));
    await stream.exchange.write(
      Buffer.from('data: {"type":"response.output_text.delta","delta":"é').subarray(0, -1),
    );
    stream.exchange.end();
  },
  open_after_completed: async (stream) => {
    await say(stream, stream.events);
    await stream.exchange.hold();
  },
  failed: async (stream, { code = 'server_error', message = `It failed: ${code}.` }) => {
    await say(stream, [...beforeFirstDone(stream), failedEvent(stream.reply, code, message)]);
    stream.exchange.end();
  },
  incomplete: async (stream, { reason = 'max_output_tokens' }) => {
    await say(stream, [...beforeFirstDone(stream), incompleteEvent(stream.reply, reason)]);
    stream.exchange.end();
  },
  error_event: async (stream, { code = 'server_error', message = 'It failed.' }) => {
    await say(stream, [...beforeFirstDone(stream), { type: 'error', code, message, param: null }]);
    stream.exchange.end();
  },
  /** Deltas only: no item is ever completed, so the answer is empty. */
  no_items: (stream) =>
    sayAndEnd(
      stream,
      without(stream.events, (event) => event.type === 'response.output_item.done'),
    ),
  no_usage: (stream) =>
    sayAndEnd(
      stream,
      stream.events.map((event) =>
        event.type === 'response.completed' ? { type: event.type, response: { id: stream.reply.id } } : event,
      ),
    ),
  completed_without_id: (stream) =>
    sayAndEnd(
      stream,
      stream.events.map((event) =>
        event.type === 'response.completed' ? { type: event.type, response: {} } : event,
      ),
    ),
  /** `response.done` where `response.completed` belongs: no completion. */
  done_instead_of_completed: (stream) =>
    sayAndEnd(
      stream,
      stream.events.map((event) =>
        event.type === 'response.completed' ? { ...event, type: 'response.done' } : event,
      ),
    ),
  /** Broken JSON, unknown types, a bare `[DONE]`, empty data between good events: the answer is whole. */
  malformed_events: async ({ exchange, events }) => {
    exchange.beginStream();
    const noise =
      'data: {"type":"response.output_te\n\ndata: not json\n\ndata: []\n\ndata: null\n\ndata:\n\ndata: [DONE]\n\ndata: {"type":"response.of.the.future","x":1}\n\nid: 7\nretry: 10\n\n';
    await exchange.write(events.map((event, index) => noise + eventText(event, index)).join(''));
    exchange.end();
  },
  crlf: async ({ exchange, events }) => {
    exchange.beginStream();
    await exchange.write(eventsText(events, 0, '\r\n'));
    exchange.end();
  },
  comments: async ({ exchange, events }) => {
    exchange.beginStream();
    await exchange.write(events.map((event, index) => `: ping\n\n:\n${eventText(event, index)}`).join(''));
    exchange.end();
  },
  /** Only `data:` lines, the JSON spread over several, no space after the colon. */
  bare_data_lines: async ({ exchange, events }) => {
    exchange.beginStream();
    const lines = events.map((event) => JSON.stringify(event, null, 1).split('\n'));
    await exchange.write(
      lines.map((each) => `${each.map((line) => `data:${line}`).join('\n')}\n\n`).join(''),
    );
    exchange.end();
  },
  /** Writes of one to three bytes, so that characters, line ends and events are cut everywhere. */
  split_bytes: async ({ exchange, events }) => {
    exchange.beginStream();
    const bytes = Buffer.from(eventsText(events));
    for (let at = 0, size = 1; at < bytes.length; at += size, size = (size % 3) + 1) {
      if (!(await exchange.write(bytes.subarray(at, at + size)))) return;
      await new Promise(setImmediate);
    }
    exchange.end();
  },
  gzip: async ({ exchange, events }) => {
    exchange.beginStream({ 'content-encoding': 'gzip' });
    await exchange.write(gzipSync(eventsText(events)));
    exchange.end();
  },
  /** One event of about `bytes` (8 MB unless told) among the good ones. */
  big_event: async (stream, { bytes = 8 * 1024 * 1024 }) => {
    const { exchange, events } = stream;
    await say(stream, events.slice(0, 2));
    await exchange.write(eventText({ type: 'response.reasoning_text.delta', delta: 'x'.repeat(bytes) }, 2));
    await exchange.write(eventsText(events.slice(2), 3));
    exchange.end();
  },
  /** An answer of about `bytes` (65 MB unless told) in events of 64 KB. */
  big_response: async (stream, { bytes = 65 * 1024 * 1024 }) => {
    const { exchange, events } = stream;
    await say(stream, events.slice(0, 2));
    const delta = eventText({ type: 'response.reasoning_text.delta', delta: 'x'.repeat(64 * 1024) }, 2);
    for (let sent = 0; sent < bytes; sent += delta.length) if (!(await exchange.write(delta))) return;
    await exchange.write(eventsText(events.slice(2), 3));
    exchange.end();
  },
  /** A whole answer of another model than the one that was asked. */
  rerouted: async (stream, { model = 'gpt-another' }) => {
    stream.exchange.baseHeaders['openai-model'] = model;
    await stream.speak({ ...stream.reply, model });
  },
  /** A whole answer, after which the server closes its side: a kept-alive connection that is no longer one. */
  half_close_after_reply: async (stream) => {
    await sayAndEnd(stream, stream.events);
    stream.exchange.response.socket?.end();
  },
} satisfies Record<string, StreamFault>;

async function say({ exchange }: StreamExchange, events: readonly StreamEvent[]): Promise<void> {
  exchange.beginStream();
  await exchange.write(eventsText(events));
}

async function sayAndEnd(stream: StreamExchange, events: readonly StreamEvent[]): Promise<void> {
  await say(stream, events);
  stream.exchange.end();
}

/** Lets what was written leave before the connection is cut: a reset throws away what still waits. */
async function flushed({ exchange }: StreamExchange): Promise<void> {
  await exchange.pause(30);
}

function beforeFirstDone({ events }: StreamExchange): readonly StreamEvent[] {
  return events.slice(
    0,
    events.findIndex((event) => event.type === 'response.output_item.done'),
  );
}

function throughLastDone({ events }: StreamExchange): readonly StreamEvent[] {
  return events.slice(0, events.findLastIndex((event) => event.type === 'response.output_item.done') + 1);
}

function without(
  events: readonly StreamEvent[],
  unwanted: (event: StreamEvent) => boolean,
): readonly StreamEvent[] {
  return events.filter((event) => !unwanted(event));
}
