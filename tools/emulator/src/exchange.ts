import { once } from 'node:events';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { noteReset, type OpenRecord } from './recording.ts';

/** One request and the answer being given to it: the few moves that replies and faults are made of. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly record: OpenRecord;
  /** Aborted when the response has ended in whatever way: sent, cut, or the client gone. */
  readonly signal: AbortSignal;
  /** Headers that every answer carries: request id, rate limits. */
  readonly baseHeaders: OutgoingHttpHeaders;
  readonly #reset: (response: ServerResponse) => void;

  constructor(parts: {
    request: IncomingMessage;
    response: ServerResponse;
    record: OpenRecord;
    signal: AbortSignal;
    baseHeaders: OutgoingHttpHeaders;
    reset: (response: ServerResponse) => void;
  }) {
    this.request = parts.request;
    this.response = parts.response;
    this.record = parts.record;
    this.signal = parts.signal;
    this.baseHeaders = parts.baseHeaders;
    this.#reset = parts.reset;
  }

  json(status: number, body: unknown, headers: OutgoingHttpHeaders = {}): void {
    this.body(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  body(status: number, body: string | Buffer, headers: OutgoingHttpHeaders): void {
    this.response.writeHead(status, {
      ...this.baseHeaders,
      'content-length': Buffer.byteLength(body),
      ...headers,
    });
    this.response.end(body);
  }

  /** Sends status 200 and the headers of an event stream, at once. */
  beginStream(headers: OutgoingHttpHeaders = {}): void {
    this.response.writeHead(200, {
      ...this.baseHeaders,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      ...headers,
    });
    this.response.flushHeaders();
  }

  /** Writes, and waits while the client reads more slowly. Returns false once nobody listens. */
  async write(chunk: string | Buffer): Promise<boolean> {
    if (this.signal.aborted || this.response.destroyed) return false;
    if (this.response.write(chunk)) return true;
    try {
      await once(this.response, 'drain', { signal: this.signal });
      return true;
    } catch {
      // The client left, or the emulator closes: there is nobody to write to.
      return false;
    }
  }

  end(): void {
    this.response.end();
  }

  /** Waits; returns false once nobody listens. */
  async pause(milliseconds: number): Promise<boolean> {
    try {
      await sleep(milliseconds, undefined, { signal: this.signal });
      return true;
    } catch {
      // Only the signal ends a sleep early.
      return false;
    }
  }

  /** Says nothing more and keeps the connection open until the client leaves or the emulator closes. */
  async hold(): Promise<void> {
    if (this.signal.aborted) return;
    await once(this.signal, 'abort');
  }

  /** Cuts the connection with a TCP reset. */
  reset(): void {
    noteReset(this.response);
    this.#reset(this.response);
  }
}
