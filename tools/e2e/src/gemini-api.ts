import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

export interface GeminiApi {
  readonly url: string;
  /** The bodies of the requests, as text. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** A Gemini API on loopback whose model calls one tool, once, and then says that it is done. */
export async function startGeminiApi(call: {
  readonly name: string;
  readonly args: object;
}): Promise<GeminiApi> {
  const requests: string[] = [];
  const listener = createServer(async (request, response) => {
    const body = await text(request);
    const part = body.includes('functionResponse') ? { text: 'Done.' } : { functionCall: call };
    requests.push(body);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`data: ${JSON.stringify(answer(part))}\r\n\r\n`);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('The API has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async close() {
      listener.closeAllConnections();
      listener.close();
      await once(listener, 'close');
    },
  };
}

function answer(part: object) {
  return {
    candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
  };
}
