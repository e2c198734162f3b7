import { startClock, UpstreamError } from '@codex-pro/runtime';
import { errorFromResponse, isPlain } from '../backend/http-failure.ts';
import { quoted } from '../backend/upstream-text.ts';
import { type Credential, secretsOf } from '../credentials/credential.ts';
import { classicBody } from '../dialects/classic.ts';
import { encodeBody } from '../dialects/encode-body.ts';
import { liteBody } from '../dialects/lite.ts';
import { requestHeaders } from '../dialects/request-headers.ts';
import { turnMetadata } from '../dialects/turn-metadata.ts';
import { limitsFromHeaders } from '../limits/rate-limit-headers.ts';
import { readEvents } from '../stream/read-events.ts';
import { createResponseReader, type ResponseReader } from '../stream/response-reader.ts';
import type { ClientParts } from './client-parts.ts';
import type { RunningCall } from './running-call.ts';

/** What is known of one request, filled in as it goes on: a fault leaves what had come by then. */
export interface PostedResponse {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  firstEventAt: number | null;
  status: number | null;
  headers: Readonly<Record<string, string>>;
  reader: ResponseReader | null;
}

const maxErrorBytes = 64 * 1024;

/**
 * Posts one request and reads its events until the response has ended. Resolves when the stream ends, complete or not;
 * throws when there was no stream, it broke, or a clock expired.
 */
export async function postResponse(
  parts: ClientParts,
  running: RunningCall,
  credential: Credential,
  posted: PostedResponse,
  outer: AbortSignal,
): Promise<void> {
  const { http, choice, clocks, ids, identity, lite, limits, turns } = parts;
  const route = await parts.routing.routeFor(credential, outer);
  const metadata = turnMetadata(ids, running.turn, choice);
  const request = { call: running.call, done: running.kept, choice, ids, turn: running.turn, metadata };
  const chatgpt = credential.mode === 'chatgpt';
  const encoded = await encodeBody(lite ? liteBody(request) : classicBody(request), chatgpt);
  const headers = requestHeaders({
    credential,
    identity,
    choice,
    ids,
    metadata,
    lite,
    turnState: turns.of(running.turn),
    routingOverride: route.override,
  });
  const secrets = secretsOf(credential);
  const clock = startClock({ name: 'first_event', ms: clocks.first_event }, outer);
  try {
    const response = await http.send({
      method: 'POST',
      url: route.responses,
      headers: { ...headers, ...encoded.headers },
      body: encoded.body,
      signal: clock.signal,
      connectMs: clocks.connect,
    });
    posted.status = response.status;
    posted.headers = response.headers;
    limits.see(limitsFromHeaders((name) => response.headers[name] ?? null, Date.now()));
    if (response.status !== 200) {
      const text = await response.text(maxErrorBytes);
      const what = `POST ${route.responses.origin}${route.responses.pathname}`;
      throw errorFromResponse(
        { status: response.status, headers: response.headers, text },
        { what, now: Date.now(), secrets, judgesIdentity: chatgpt },
      );
    }
    requirePlain(response.headers['content-encoding']);
    turns.keep(running.turn, response.headers['x-codex-turn-state']);
    const tag = response.headers['x-models-etag'];
    if (tag !== undefined) parts.onCatalogueTag(tag);

    const reader = createResponseReader({
      onLimits: limits.see,
      now: Date.now,
      secrets,
      heard: running.onProgress !== undefined,
    });
    posted.reader = reader;
    await readEvents(response, (events) => {
      if (posted.firstEventAt === null) {
        posted.firstEventAt = Date.now();
        running.onProgress?.({ type: 'first_event' });
      }
      clock.restart({ name: 'idle', ms: clocks.idle });
      for (const data of events) {
        const progress = reader.accept(data);
        if (progress !== null) running.onProgress?.(progress);
      }
      return reader.ended ? 'enough' : 'go on';
    });
  } finally {
    clock.stop();
  }
}

/** We ask for no compression; whoever compresses all the same would be read as noise. */
function requirePlain(encoding: string | undefined): void {
  if (isPlain(encoding)) return;
  throw new UpstreamError(
    'upstream_failed',
    `The answer came compressed (${quoted(encoding ?? '', 40)}), unasked.`,
    {
      hint: 'A proxy before the backend does that: let it pass event streams as they are.',
    },
  );
}
