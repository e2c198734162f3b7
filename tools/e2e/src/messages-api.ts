import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';

/** What the scripted model says: words, or a call of a tool. */
export type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_use'; readonly name: string; readonly input: unknown };

export interface MessagesRequest {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools?: readonly { readonly name: string }[];
  readonly stream?: boolean;
  readonly model: string;
}

/** Decides the next turn from what the host sent; several blocks are calls made at once. */
export type Script = (
  request: MessagesRequest,
  turn: number,
) => Block | readonly Block[] | Promise<Block | readonly Block[]>;

export interface MessagesApi {
  readonly url: string;
  /** Requests of the main conversation, in order. */
  readonly requests: readonly MessagesRequest[];
  close(): Promise<void>;
}

/** The part of Anthropic's Messages API that a host needs, on loopback, answering from a script. */
export async function startMessagesApi(script: Script): Promise<MessagesApi> {
  const requests: MessagesRequest[] = [];
  const server = createServer((incoming, response) => {
    readText(incoming)
      .then(async (body) => {
        if (incoming.method !== 'POST' || !incoming.url?.startsWith('/v1/messages')) {
          response.writeHead(404).end('{}');
          return;
        }
        const request = JSON.parse(body) as MessagesRequest;
        if (incoming.url.includes('count_tokens')) {
          response.writeHead(200, { 'content-type': 'application/json' }).end('{"input_tokens":1}');
          return;
        }
        requests.push(request);
        const said = await script(request, requests.length);
        answer(response, request, 'type' in said ? [said] : said);
      })
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, request: MessagesRequest, blocks: readonly Block[]): void {
  const content = blocks.map((block) =>
    block.type === 'text' ? block : { ...block, id: `toolu_${randomUUID().replaceAll('-', '')}` },
  );
  const stop = blocks.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn';
  const usage = { input_tokens: 1, output_tokens: 1 };
  const message = { id: `msg_${randomUUID()}`, type: 'message', role: 'assistant', model: request.model };
  if (request.stream !== true) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...message, content, stop_reason: stop, stop_sequence: null, usage }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (type: string, data: object) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  send('message_start', {
    message: { ...message, content: [], stop_reason: null, stop_sequence: null, usage },
  });
  for (const [index, block] of content.entries()) {
    if (block.type === 'text') {
      send('content_block_start', { index, content_block: { type: 'text', text: '' } });
      send('content_block_delta', { index, delta: { type: 'text_delta', text: block.text } });
    } else {
      send('content_block_start', { index, content_block: { ...block, input: {} } });
      const json = JSON.stringify(block.input);
      send('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: json } });
    }
    send('content_block_stop', { index });
  }
  send('message_delta', { delta: { stop_reason: stop, stop_sequence: null }, usage });
  send('message_stop', {});
  response.end();
}

/** The text that the host gave back for the newest tool call, or undefined before any. */
export function lastToolResult(request: MessagesRequest): string | undefined {
  for (const message of [...request.messages].reverse()) {
    if (!Array.isArray(message.content)) continue;
    for (const part of message.content as Record<string, unknown>[]) {
      if (part['type'] !== 'tool_result') continue;
      return typeof part['content'] === 'string' ? part['content'] : JSON.stringify(part['content']);
    }
  }
  return undefined;
}
