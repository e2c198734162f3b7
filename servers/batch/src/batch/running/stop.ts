import { ConfigError, type ErrorCode, toErrorReport, UpstreamError } from '@codex-pro/runtime';

/** What an error of one call means for the batch. */
export type Verdict =
  /** The chunk failed; the others go on. */
  | { readonly type: 'chunk' }
  /** Too many at once, or too fast. The chunk waits for its turn again. */
  | { readonly type: 'slower'; readonly until: number | null }
  /** Every other call would end the same. */
  | { readonly type: 'stop' }
  /** The quota is used up; `until` where the backend says when it is there again. */
  | { readonly type: 'quota'; readonly until: number | null };

/** Codes that speak of the account, the model, the backend or the budget, and of no chunk. */
const ofEverything: ReadonlySet<ErrorCode> = new Set([
  'not_configured',
  'auth_invalid',
  'model_unavailable',
  'circuit_open',
  'budget_exceeded',
  'cancelled',
  'internal',
]);

/** Codes of faults that another attempt of the same chunk, later, may not meet. */
const ofTheBackend: ReadonlySet<ErrorCode> = new Set(['upstream_failed', 'timed_out', 'stream_broken']);

export function judge(error: unknown): Verdict {
  const { code } = toErrorReport(error);
  const until = error instanceof UpstreamError ? (error.retryAt?.getTime() ?? null) : null;
  if (code === 'rate_limited') return { type: 'slower', until };
  if (code === 'usage_limit') return { type: 'quota', until };
  if (error instanceof ConfigError || ofEverything.has(code)) return { type: 'stop' };
  // A refusal of one piece has no status; a 403 is about who asks.
  if (code === 'forbidden' && error instanceof UpstreamError && error.status === 403) return { type: 'stop' };
  return { type: 'chunk' };
}

/** Whether the chunk that it ended may be good, and the backend bad. */
export function mayBeBackend(error: unknown): boolean {
  return ofTheBackend.has(toErrorReport(error).code);
}
