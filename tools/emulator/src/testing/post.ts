import { readFileSync } from 'node:fs';
import { type Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Emulator } from '../emulator.ts';
import { isObject, type JsonObject } from '../json.ts';

/** What came back, as far as it came. */
export interface Received {
  /** 0 when no headers came. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** Good events of the stream, in order. */
  readonly events: readonly JsonObject[];
  /** `end`, an error code such as `ECONNRESET`, or `silence` when nothing more came. */
  readonly ending: string;
}

export interface Sending {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
  /** Leave when no headers came within this time; generous, since a busy machine is slow to answer too. */
  readonly headersMs?: number;
  /** Leave after this much silence once headers came. */
  readonly quietMs?: number;
  /** Leave after this many bytes. */
  readonly maxBytes?: number;
}

/** A plain request that every test may change one thing of. */
export function plainBody(changes: JsonObject = {}): JsonObject {
  return {
    model: 'gpt-5.5',
    stream: true,
    store: false,
    input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Say something.' }] }],
    ...changes,
  };
}

export const answerSchema = {
  type: 'object',
  properties: {
    verdict: { type: 'string', enum: ['approve', 'needs_attention'] },
    notes: { type: 'array', items: { type: 'string' } },
  },
  required: ['verdict', 'notes'],
  additionalProperties: false,
} as const;

/** A request for JSON by a schema. */
export function schemaBody(schema: unknown = answerSchema): JsonObject {
  return plainBody({ text: { format: { type: 'json_schema', name: 'answer', strict: true, schema } } });
}

/** Sends a request without any client in between, and tells exactly what came back. */
export function send(
  emulator: Emulator,
  body: JsonObject | string | Buffer = plainBody(),
  sending: Sending = {},
): Promise<Received> {
  const payload = Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body);
  const secure = emulator.origin.startsWith('https:');
  const url = `${emulator.origin}${sending.path ?? '/v1/responses'}`;
  const method = sending.method ?? 'POST';
  const options = {
    method,
    // A connection of its own, unless the test is about sharing one.
    agent: sending.agent ?? false,
    ...(emulator.ca === null ? {} : { ca: readFileSync(emulator.ca) }),
    headers: { authorization: 'Bearer emulator-key', 'content-type': 'application/json', ...sending.headers },
  };
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    let size = 0;
    const finish = (ending: string) => {
      clearTimeout(quiet);
      const bytes = Buffer.concat(chunks);
      const text = bytes.toString('utf8');
      resolve({ status, headers, bytes, text, events: eventsIn(text), ending });
      request.destroy();
    };
    let quiet = setTimeout(() => finish('silence'), sending.headersMs ?? 15_000);
    const request = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
      status = response.statusCode ?? 0;
      headers = response.headers;
      clearTimeout(quiet);
      quiet = setTimeout(() => finish('silence'), sending.quietMs ?? 15_000);
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        quiet.refresh();
        if (size > (sending.maxBytes ?? Number.POSITIVE_INFINITY)) finish('enough');
      });
      response.on('end', () => finish('end'));
      response.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
    });
    request.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
    request.end(method === 'GET' ? undefined : payload);
  });
}

/** Headers of the ChatGPT login that the emulator made up. */
export function chatgptHeaders(emulator: Emulator): Record<string, string> {
  return {
    authorization: `Bearer ${emulator.login.tokens.access_token}`,
    'chatgpt-account-id': emulator.login.accounts[0]?.id ?? '',
  };
}

function eventsIn(text: string): JsonObject[] {
  return text.split(/\r?\n\r?\n/).flatMap((block) => {
    const data = block.match(/^data: ?(.*)$/m)?.[1];
    if (data === undefined) return [];
    try {
      const event: unknown = JSON.parse(data);
      return isObject(event) ? [event] : [];
    } catch {
      // Broken on purpose by a fault: not an event.
      return [];
    }
  });
}

export function typesOf(received: Received): string[] {
  return received.events.map((event) => String(event['type']));
}

/** The text of the last completed message; undefined where none was completed. */
export function messageOf(received: Received): string | undefined {
  const done = received.events.filter((event) => event['type'] === 'response.output_item.done');
  const items = done.map((event) => event['item'] as { type: string; content?: { text?: string }[] });
  return items
    .findLast((item) => item.type === 'message')
    ?.content?.map((part) => part.text ?? '')
    .join('');
}
