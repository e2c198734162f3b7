import { redactSecrets } from './redact.ts';

/**
 * The kinds of error a person can act on, named by who must act. Anything else that is thrown is a bug
 * and is reported as `internal`, with its cause kept for the log.
 */
export const errorCodes = [
  'input_invalid',
  'target_empty',
  'target_too_large',
  'not_configured',
  'auth_invalid',
  'forbidden',
  'model_unavailable',
  'rate_limited',
  'usage_limit',
  'circuit_open',
  'timed_out',
  'upstream_failed',
  'stream_broken',
  'output_invalid',
  'budget_exceeded',
  'sandbox_unavailable',
  'cancelled',
  'worker_lost',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface ErrorDetails {
  /** What to do next, one sentence. */
  readonly hint?: string | undefined;
  /** When trying again makes sense. */
  readonly retryAt?: Date | undefined;
  /** Private: only ever logged. */
  readonly cause?: unknown;
}

abstract class CodedError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly retryAt: Date | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(publicText(message), { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = details.hint === undefined ? undefined : publicText(details.hint);
    this.retryAt = details.retryAt;
  }
}

/** The caller asked for something that cannot be; they can ask differently. */
export class InputError extends CodedError {}

/** The operator must set something up: credentials, a profile, a sandbox. */
export class ConfigError extends CodedError {}

export interface UpstreamDetails extends ErrorDetails {
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryable?: boolean | undefined;
}

/** The service failed or refused. `retryable` says whether the same call may be tried again at once. */
export class UpstreamError extends CodedError {
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, details: UpstreamDetails = {}) {
    super(code, message, details);
    this.status = details.status;
    this.requestId = details.requestId;
    this.retryable = details.retryable ?? false;
  }
}

/** Somebody who may stop the work stopped it. */
export class CancelledError extends CodedError {
  constructor(message = 'Cancelled.', details: ErrorDetails = {}) {
    super('cancelled', message, details);
  }
}

export function isCodedError(error: unknown): error is CodedError {
  return error instanceof CodedError;
}

/** The public face of an error, as every envelope and tool answer carries it. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retry_at?: string;
  readonly hint?: string;
}

/** Turns anything thrown into its public face; what is not one of the known kinds becomes `internal`. */
export function toErrorReport(error: unknown): ErrorReport {
  if (isCodedError(error)) {
    return {
      code: error.code,
      message: error.message,
      ...(error.retryAt === undefined ? {} : { retry_at: error.retryAt.toISOString() }),
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    };
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: 'internal',
    message: publicText(`This is a bug in codex-pro: ${what}`),
    hint: 'Please report it, with the worker.log of the job.',
  };
}

const maxMessageBytes = 2000;

/** Fit to be shown: secret-looking strings replaced (a backend may echo a key), then `cleanText`. */
function publicText(text: string): string {
  return cleanText(redactSecrets(text.slice(0, 4 * maxMessageBytes)).text);
}

/** Removes control characters (newline and tab stay) and cuts to 2,000 bytes of UTF-8 on a character's edge. */
export function cleanText(text: string, maxBytes = maxMessageBytes): string {
  const printable = text.replace(invisible, '');
  const bytes = Buffer.from(printable, 'utf8');
  if (bytes.length <= maxBytes) return printable;
  return `${new TextDecoder('utf-8').decode(bytes.subarray(0, maxBytes - 3), { stream: true })}…`;
}

/** Control, line-separator and text-direction characters: they can rewrite what a terminal or a page shows. */
const invisible = /(?![\n\t])[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
