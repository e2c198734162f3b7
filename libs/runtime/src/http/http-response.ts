import { UpstreamError } from '../errors.ts';
import { causeCode } from './connect-fault.ts';
import type { HttpResponse } from './http-message.ts';
import type { IncomingAnswer } from './incoming-answer.ts';

export interface Exchange {
  readonly host: string;
  /** The error of what ended the exchange from our side; null while nothing did. */
  ended(): Error | null;
  /** Called once, when the connection is no longer needed; `whole` when the body was read to its end. */
  done(whole: boolean): void;
}

/** The answer as callers see it; `exchange` learns when they are through with it. */
export function createHttpResponse(answer: IncomingAnswer, exchange: Exchange): HttpResponse {
  const body = readBody(answer, exchange);
  return {
    status: answer.status,
    headers: joined(answer.headers),
    body,
    text: (maxBytes) => readText(body, maxBytes),
    discard: () => exchange.done(false),
  };
}

function joined(headers: IncomingAnswer['headers']): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    texts[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return texts;
}

async function* readBody(
  answer: IncomingAnswer,
  { host, ended, done }: Exchange,
): AsyncGenerator<Uint8Array> {
  let whole = false;
  try {
    for (let piece = await answer.read(); piece !== null; piece = await answer.read()) yield piece;
    whole = true;
  } catch (error) {
    const end = ended();
    if (end !== null) throw end;
    throw new UpstreamError(
      'stream_broken',
      `The connection to ${host} broke while the answer was read (${causeCode(error)}).`,
      { hint: 'Try again; if it stays so, check the network and the proxy.', cause: error, retryable: true },
    );
  } finally {
    done(whole);
  }
}

/** Reads at most `maxBytes` bytes as UTF-8. A cut never leaves half a character. */
async function readText(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder('utf-8');
  let left = maxBytes;
  let text = '';
  for await (const chunk of body) {
    const piece = chunk.subarray(0, left);
    left -= piece.length;
    text += decoder.decode(piece, { stream: true });
    if (piece.length < chunk.length) return text;
  }
  return text + decoder.decode();
}
