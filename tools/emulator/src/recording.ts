import type { IncomingMessage, ServerResponse } from 'node:http';

export type EndpointName = 'responses' | 'models' | 'accounts_check' | 'usage' | 'token' | 'other';

/** A rule of the live backend that a request broke. */
export interface Violation {
  readonly request: number;
  readonly rule: string;
  readonly message: string;
}

/** One request as it arrived, secrets included: that is what canary tests look for. */
export interface RecordedRequest {
  /** From 1, over all endpoints. */
  readonly number: number;
  /** From 1, over model requests only; 0 for others. */
  readonly ordinal: number;
  readonly endpoint: EndpointName;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded; JSON where it is JSON, else text. Not kept when the emulator records heads only. */
  readonly body: unknown;
  /** Bytes on the wire, before decoding. */
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** null while the answer is not finished. */
  readonly endedAt: number | null;
  /** Of the answer; null when none was begun. */
  readonly status: number | null;
  /** The client went away before the answer ended. */
  readonly aborted: boolean;
  /** Name of the fault that was played, if any. */
  readonly fault: string | null;
  /** Which connection it came on: requests that share one share this number. */
  readonly connection: number;
}

/** The same, while it is being written. */
export type OpenRecord = { -readonly [Field in keyof RecordedRequest]: RecordedRequest[Field] };

/** Starts a record, and completes it when the response ends in whatever way. */
export function openRecord(
  request: IncomingMessage,
  response: ServerResponse,
  place: { number: number; endpoint: EndpointName; connection: number },
  ended: () => void,
): OpenRecord {
  const record: OpenRecord = {
    ...place,
    ordinal: 0,
    method: request.method ?? '',
    path: request.url ?? '',
    headers: joinHeaders(request),
    body: null,
    bytes: 0,
    at: Date.now(),
    endedAt: null,
    status: null,
    aborted: false,
    fault: null,
  };
  response.once('close', () => {
    record.endedAt = Date.now();
    record.status = response.headersSent ? response.statusCode : null;
    record.aborted = !response.writableFinished && !wasReset(response);
    ended();
  });
  return record;
}

const resets = new WeakSet<ServerResponse>();

/** Notes that the emulator itself cut this connection, so that it does not count as the client's doing. */
export function noteReset(response: ServerResponse): void {
  resets.add(response);
}

function wasReset(response: ServerResponse): boolean {
  return resets.has(response);
}

function joinHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
