import type { Exchange } from '../exchange.ts';
import type { FaultOptions, HttpFault } from './fault.ts';

export const httpFaults = {
  headers_never: (exchange) => exchange.hold(),
  reset_before_headers: (exchange) => exchange.reset(),
  bad_request: (exchange, options) => {
    fail(
      exchange,
      400,
      'invalid_request_error',
      options.code ?? 'invalid_value',
      options.message ?? 'bad thing',
    );
  },
  bad_request_detail: (exchange, options) => {
    exchange.json(400, { detail: options.message ?? 'Unsupported parameter: something' });
  },
  unauthorized: (exchange) => {
    fail(exchange, 401, 'invalid_request_error', 'invalid_api_key', 'Incorrect API key provided');
  },
  forbidden: (exchange) => {
    fail(exchange, 403, 'invalid_request_error', 'forbidden', 'forbidden');
  },
  forbidden_html: (exchange) => {
    exchange.body(403, challengePage, { 'content-type': 'text/html; charset=UTF-8', server: 'cloudflare' });
  },
  model_not_found: (exchange) => {
    fail(exchange, 404, 'invalid_request_error', 'model_not_found', 'The model does not exist.');
  },
  model_not_found_detail: (exchange) => {
    exchange.json(404, { detail: 'Model not found' });
  },
  too_large: (exchange) => {
    fail(exchange, 413, 'invalid_request_error', 'request_too_large', 'too large');
  },
  rate_limited: (exchange, options) => {
    const headers = options.retry_after === undefined ? {} : { 'retry-after': String(options.retry_after) };
    fail(exchange, 429, 'rate_limit_error', 'rate_limit_exceeded', 'Rate limit reached.', headers);
  },
  usage_limit: (exchange, options) => {
    const resets = options.resets_at ?? Math.floor(Date.now() / 1000) + 3600;
    exchange.json(429, {
      error: {
        type: 'usage_limit_reached',
        message: 'The usage limit has been reached',
        plan_type: 'plus',
        resets_at: resets,
        resets_in_seconds: Math.max(0, resets - Math.floor(Date.now() / 1000)),
      },
    });
  },
  usage_not_included: (exchange) => {
    exchange.json(429, { error: { type: 'usage_not_included', message: 'Not included in your plan.' } });
  },
  insufficient_quota: (exchange) => {
    fail(exchange, 429, 'insufficient_quota', 'insufficient_quota', 'You exceeded your current quota.');
  },
  server_error: (exchange, options) => {
    const headers = options.retry_after === undefined ? {} : { 'retry-after': String(options.retry_after) };
    fail(
      exchange,
      options.status ?? 500,
      'server_error',
      'server_error',
      'The server had an error.',
      headers,
    );
  },
  overloaded: (exchange, options) => {
    const code = options.code ?? 'server_is_overloaded';
    fail(exchange, 503, 'service_unavailable_error', code, 'Our servers are currently overloaded.');
  },
  redirect: (exchange, options) => {
    exchange.body(options.status ?? 307, '', {
      location: options.location ?? 'https://example.invalid/elsewhere',
    });
  },
  /** Status 200 with a body that is no event stream. */
  json_instead_of_stream: (exchange) => {
    exchange.json(200, { status: 'fine' });
  },
  /** The end of a refresh: `code` is refresh_token_reused, _expired, _invalidated or another. */
  refresh_refused: (exchange, options) => {
    const code = options.code ?? 'refresh_token_expired';
    fail(exchange, 401, 'invalid_request_error', code, `Refused: ${code}.`);
  },
  empty_body: (exchange) => {
    exchange.body(200, '', {});
  },
} satisfies Record<string, HttpFault>;

function fail(
  exchange: Exchange,
  status: number,
  type: string,
  code: NonNullable<FaultOptions['code']>,
  message: string,
  headers: Record<string, string> = {},
): void {
  exchange.json(status, { error: { message, type, param: null, code } }, headers);
}

const challengePage = `<!DOCTYPE html>
<html lang="en-US"><head><title>Just a moment...</title></head>
<body><h1>Checking your browser</h1><p>Enable JavaScript and cookies to continue.</p></body></html>
`;
