import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Backend } from './backend.ts';
import { Unauthorized } from './endpoints/authorization.ts';
import { type Route, routeOf } from './endpoints/route.ts';
import { Exchange } from './exchange.ts';
import type { Listener } from './listener.ts';
import { rateLimitHeaders } from './rate-limits.ts';
import { openRecord } from './recording.ts';
import { Refusal, refusalBody } from './strict/refusal.ts';

/** Takes one request from its arrival to the end of its answer. Never throws. */
export async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  backend: Backend,
  listener: Listener,
): Promise<void> {
  const route = routeOf(request.method ?? '', request.url ?? '');
  const number = backend.requests.length + 1;
  const gone = new AbortController();
  backend.open.add(response);
  const place = { number, endpoint: route.endpoint, connection: listener.connectionOf(response) };
  const record = openRecord(request, response, place, () => {
    backend.open.delete(response);
    gone.abort('the response has ended');
  });
  backend.requests.push(record);
  // A client that leaves while we write is an answer's normal end here.
  response.on('error', () => undefined);
  const exchange = new Exchange({
    request,
    response,
    record,
    signal: gone.signal,
    baseHeaders: {
      'x-request-id': `req_emulator_${number}`,
      ...rateLimitHeaders(backend.limitsFor(route.mode)),
    },
    reset: (each) => {
      listener.reset(each);
    },
  });
  try {
    await answer(exchange, route, backend);
  } catch (error) {
    // A body that ends because the client left is nobody's mistake.
    if (!gone.signal.aborted && request.errored === null) refuse(exchange, route, backend, error);
  }
}

async function answer(exchange: Exchange, route: Route, backend: Backend): Promise<void> {
  if (route.endpoint !== 'responses') {
    const fault = backend.faults.next(route.endpoint, null);
    if (fault?.kind === 'http') {
      exchange.record.fault = fault.name;
      exchange.request.resume();
      return fault.play(exchange, fault.options);
    }
  }
  await route.answer(exchange, backend);
}

function refuse(exchange: Exchange, route: Route, backend: Backend, error: unknown): void {
  if (exchange.response.headersSent) {
    exchange.reset();
  } else if (error instanceof Refusal) {
    backend.violated(exchange.record, error);
    exchange.json(error.status, refusalBody(error, route.mode));
  } else if (error instanceof Unauthorized) {
    exchange.json(401, { error: { message: error.message, type: null, param: null, code: 'token_expired' } });
  } else {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    backend.violations.push({ request: exchange.record.number, rule: 'emulator.bug', message });
    exchange.json(500, { error: { message: 'The emulator has a bug.', type: 'server_error', code: null } });
  }
}
