import { type ErrorCode, UpstreamError } from '@codex-pro/runtime';
import { asRecord, parseJson, recordField, stringField } from '../wire-fields.ts';
import { resetTime, retryAfter } from './reset-time.ts';
import { quoted } from './upstream-text.ts';

export interface FailedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The start of the body. */
  readonly text: string;
}

export interface FailureContext {
  /** What was asked, for the message: `POST https://chatgpt.com/backend-api/codex/responses`. */
  readonly what: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly secrets: readonly string[];
  /** True where the backend may judge by who asks (a ChatGPT login): then 403 and 404 may be about identity. */
  readonly judgesIdentity: boolean;
}

interface Meaning {
  readonly code: ErrorCode;
  readonly retryable?: boolean;
  readonly hint: string;
}

const identityHint =
  'If the account has this model, the backend may refuse who asks: see the settings backend.originator, backend.user_agent and backend.version.';

/** The error of an answer that is no success. Reads both body shapes, `{error: {…}}` and `{detail: …}`. */
export function errorFromResponse(response: FailedResponse, context: FailureContext): UpstreamError {
  const { status, headers } = response;
  // We ask for no compression: what came compressed all the same cannot be read.
  const text = isPlain(headers['content-encoding']) ? response.text : '';
  const body = parseJson(text);
  const error = recordField(body, 'error') ?? recordField(body, 'detail');
  const codes = ['code', 'type'].flatMap((name) => stringField(error, name) ?? []);
  const meaning = meaningOf({ ...response, text }, codes, context);
  const said = messageOf(body, text);
  const detail = said === null ? '' : `: ${quoted(said, 600, context.secrets)}`;
  const retryAt = resetTime(error, context.now) ?? retryAfter(headers, context.now);
  const message = `${context.what} was answered with ${status}${detail}`;
  // The backend's own words may be no sentence; the hint that follows is one.
  return new UpstreamError(meaning.code, /[.!?…]$/.test(message) ? message : `${message}.`, {
    status,
    hint: meaning.hint,
    retryable: meaning.retryable ?? false,
    requestId: requestIdOf(headers),
    ...(retryAt === null ? {} : { retryAt }),
  });
}

/** True for a body that was not compressed. */
export function isPlain(encoding: string | undefined): boolean {
  return encoding === undefined || encoding === '' || encoding === 'identity';
}

export function requestIdOf(headers: Readonly<Record<string, string>>): string | undefined {
  return headers['x-request-id'] ?? headers['x-oai-request-id'] ?? headers['cf-ray'];
}

const usageLimitCodes = new Set(['usage_limit_reached', 'insufficient_quota', 'usage_not_included']);

function meaningOf(
  { status, text }: FailedResponse,
  codes: readonly string[],
  context: FailureContext,
): Meaning {
  if (codes.includes('context_length_exceeded') || status === 413) {
    return { code: 'target_too_large', hint: 'Send less: narrow the scope or lower the caps.' };
  }
  if (status === 401) {
    return { code: 'auth_invalid', hint: 'Run `codex login`, or check the API key and where it is sent.' };
  }
  if (status === 403) {
    const page = /<html|<!doctype/i.test(text);
    return {
      code: 'forbidden',
      hint: page
        ? `That is a page for browsers, from a network filter or the service's own. ${identityHint}`
        : context.judgesIdentity
          ? identityHint
          : 'Check what the API key may do.',
    };
  }
  if (status === 404) {
    const hint = 'Check the model and the base URL.';
    return { code: 'model_unavailable', hint: context.judgesIdentity ? `${hint} ${identityHint}` : hint };
  }
  if (status === 429 && codes.some((code) => usageLimitCodes.has(code))) {
    return {
      code: 'usage_limit',
      hint: 'Wait for the limit to reset, buy credits, or use other credentials.',
    };
  }
  if (status === 429) {
    return { code: 'rate_limited', retryable: true, hint: 'Try again later, or with fewer calls at once.' };
  }
  if (status >= 300 && status < 400) {
    return {
      code: 'upstream_failed',
      hint: 'Redirects are never followed: set the base URL to where it leads.',
    };
  }
  if (status < 300) {
    return {
      code: 'upstream_failed',
      hint: 'That is no answer of the Responses API: check the base URL, and what answers there.',
    };
  }
  if (status >= 500 || status === 408) {
    return { code: 'upstream_failed', retryable: true, hint: 'Try again later; the backend is in trouble.' };
  }
  return {
    code: 'upstream_failed',
    hint: 'The backend refuses the request itself; its message says why. Where it has none, check the base URL.',
  };
}

/** The backend's own words; a page for browsers has none worth showing. */
function messageOf(body: unknown, text: string): string | null {
  const record = asRecord(body);
  if (record !== null) {
    const detail = record['detail'];
    const plain =
      stringField(record, 'error') ?? stringField(record, 'detail') ?? stringField(record, 'message');
    const said =
      stringField(recordField(record, 'error'), 'message') ??
      stringField(recordField(record, 'detail'), 'message') ??
      plain;
    return said ?? (detail === undefined ? null : JSON.stringify(detail));
  }
  const trimmed = text.trim();
  return trimmed === '' || trimmed.startsWith('<') ? null : trimmed;
}
