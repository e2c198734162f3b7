import { type ErrorCode, UpstreamError } from '@codex-pro/runtime';
import { resetTime } from '../backend/reset-time.ts';
import { quoted } from '../backend/upstream-text.ts';
import { recordField, stringField, type WireRecord } from '../wire-fields.ts';

interface FailureKind {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly hint: string;
}

const tooLarge: FailureKind = {
  code: 'target_too_large',
  retryable: false,
  hint: 'Send less: narrow the scope, lower the caps, or choose a model with a larger window.',
};
const usageLimit: FailureKind = {
  code: 'usage_limit',
  retryable: false,
  hint: 'Wait for the limit to reset, buy credits, or use other credentials.',
};
const refused: FailureKind = {
  code: 'forbidden',
  retryable: false,
  hint: 'The backend refuses this content by policy: leave it out, or word the task differently.',
};
const faulty: FailureKind = {
  code: 'upstream_failed',
  retryable: true,
  hint: 'Try again later; the backend is in trouble.',
};

/** Codes of `response.failed` and `error` events, as the Codex CLI treats them (observed and read, 0.169). */
const kinds: Readonly<Record<string, FailureKind>> = {
  context_length_exceeded: tooLarge,
  insufficient_quota: usageLimit,
  usage_limit_reached: usageLimit,
  usage_not_included: usageLimit,
  rate_limit_exceeded: {
    code: 'rate_limited',
    retryable: true,
    hint: 'Try again later, or with fewer calls at once.',
  },
  server_is_overloaded: {
    ...faulty,
    retryable: false,
    hint: 'The model is at capacity: wait, or choose another model.',
  },
  slow_down: {
    ...faulty,
    retryable: false,
    hint: 'The model is at capacity: wait, or choose another model.',
  },
  invalid_prompt: refused,
  cyber_policy: refused,
  content_filter: refused,
};

/** What the backend's failure code means for a call; an unknown one is a fault that may be tried again. */
function failureKind(code: string | null): FailureKind {
  return code !== null && Object.hasOwn(kinds, code) ? (kinds[code] ?? faulty) : faulty;
}

export interface FailureContext {
  /** Epoch milliseconds: a message may name a delay. */
  readonly now: number;
  /** Taken out of whatever the backend says. */
  readonly secrets: readonly string[];
}

/** The error of a `response.failed` event. */
export function errorFromFailedResponse(response: WireRecord | null, context: FailureContext): UpstreamError {
  const error = recordField(response, 'error');
  const code = stringField(error, 'code') ?? stringField(error, 'type');
  return streamError('The backend gave up on the response', error, code, context);
}

/** The error of an `error` event, whose fields stand in the event itself or under `error`. */
export function errorFromEvent(event: WireRecord, context: FailureContext): UpstreamError {
  const inner = recordField(event, 'error');
  const code = stringField(inner, 'code') ?? stringField(inner, 'type') ?? stringField(event, 'code');
  return streamError('The backend reported an error', inner ?? event, code, context);
}

/** The error of a `response.incomplete` event. */
export function errorFromIncompleteResponse(
  response: WireRecord | null,
  { secrets }: FailureContext,
): UpstreamError {
  const reason = stringField(recordField(response, 'incomplete_details'), 'reason');
  if (reason === 'content_filter') {
    return new UpstreamError('forbidden', 'The backend cut the answer off by its content policy.', {
      hint: refused.hint,
    });
  }
  return new UpstreamError(
    'output_invalid',
    `The answer is incomplete: it was cut off (${quoted(reason ?? 'no reason given', 100, secrets)}).`,
    { hint: 'Ask for less in one call, or lower the effort.' },
  );
}

function streamError(
  what: string,
  error: WireRecord | null,
  code: string | null,
  { now, secrets }: FailureContext,
): UpstreamError {
  const kind = failureKind(code);
  const message = stringField(error, 'message');
  const delay = kind.code === 'rate_limited' ? delayInMessage(message) : null;
  const retryAt = resetTime(error, now) ?? (delay === null ? null : new Date(now + delay));
  return new UpstreamError(
    kind.code,
    `${what}: ${quoted(message ?? 'no message', 500, secrets)}${code === null ? '' : ` (${quoted(code, 80, secrets)})`}`,
    {
      hint: kind.hint,
      retryable: kind.retryable,
      ...(retryAt === null ? {} : { retryAt }),
    },
  );
}

/** Milliseconds of `Please try again in 1.5s.` (also `20ms`, `1m30s`); null where there is none. */
function delayInMessage(message: string | null): number | null {
  const delay = /try again in ((?:\d{1,6}(?:\.\d{1,6})? ?(?:ms|s|m) ?)+)/i.exec(message ?? '')?.[1];
  if (delay === undefined) return null;
  const parts = [...delay.matchAll(/([\d.]+) ?(ms|s|m)/gi)];
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit?.toLowerCase() ?? ''] ?? 0),
    0,
  );
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
