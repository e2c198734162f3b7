import type { CallRecord } from '@codex-pro/runtime';

/** The words of a call to a model, the same in every dialect. */

export interface InputText {
  readonly type: 'input_text';
  readonly text: string;
}

export interface InputImage {
  readonly type: 'input_image';
  readonly image_url: string;
}

export interface InputMessage {
  readonly type: 'message';
  readonly role: 'developer' | 'user' | 'assistant';
  readonly content: readonly (
    | InputText
    | InputImage
    | { readonly type: 'output_text'; readonly text: string }
  )[];
}

/** An item of the history: a message of ours, or an output item sent back verbatim. */
export type InputItem = InputMessage | { readonly type: string; readonly [key: string]: unknown };

/** An item as the backend completed it (`response.output_item.done`). */
export interface OutputItem {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface ToolSpec {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface ModelCall {
  /** For the ledger and progress: `reviewer`, `repair`, `verifier` … */
  readonly purpose: string;
  /** Our base instructions; never contains text from the workspace. */
  readonly instructions: string;
  readonly input: readonly InputItem[];
  readonly tools?: readonly ToolSpec[];
  /** Ask for JSON by this strict schema. */
  readonly format?: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> };
  /** One key for requests that share a prefix. */
  readonly promptCacheKey?: string;
  /** Requests of one turn share it (sticky routing). */
  readonly turn?: string;
}

export interface Usage {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

export interface ModelAnswer {
  readonly items: readonly OutputItem[];
  /** Text of the last assistant message; may be empty only where items hold tool calls, or the turn goes on. */
  readonly text: string;
  /** null when the backend never said (a stream that ended after a complete message). */
  readonly usage: Usage | null;
  readonly responseId: string | null;
  /** The model that answered, where the backend says. */
  readonly model: string;
  /** false when `response.completed` never came and the completed items were accepted without it. */
  readonly complete: boolean;
  readonly endTurn: boolean;
}

export type CallProgress =
  | { readonly type: 'attempt'; readonly attempt: number; readonly waitedMs: number }
  | { readonly type: 'first_event' }
  | { readonly type: 'item_started'; readonly itemType: string }
  | { readonly type: 'item_done'; readonly item: OutputItem }
  | { readonly type: 'text'; readonly characters: number }
  | { readonly type: 'reasoning'; readonly summary: string };

export interface CallOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: CallProgress) => void;
  /** Told of each attempt as the ledger is, with its tokens and cost. */
  readonly onAttempt?: (attempt: CallRecord) => void;
  /**
   * What a 429 without a usage limit does: by default another attempt is made after a wait. `throw` leaves it to a
   * caller that paces many calls: `rate_limited` at once, with `retryAt` where the backend gave a time.
   */
  readonly rateLimited?: 'retry' | 'throw';
}

/** One window of a quota, as the backend counts it. `resetsAt` is ISO 8601 UTC. */
export interface QuotaWindow {
  readonly used_percent: number;
  readonly window_minutes: number;
  readonly resets_at: string;
}

/** The envelope's `limits`. */
export interface Limits {
  readonly plan: string | null;
  readonly primary: QuotaWindow | null;
  readonly secondary: QuotaWindow | null;
  readonly credits: {
    readonly has_credits: boolean;
    readonly unlimited: boolean;
    readonly balance: string | null;
  } | null;
  readonly read_at: string;
}

/** The envelope's `usage`: everything spent so far by this client. */
export interface UsageTotal {
  readonly requests: number;
  readonly attempts: number;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  readonly cost_usd: number | null;
  readonly cost_note: string;
}

/** What a capability sees of a backend. Implemented by the client; faked in tests of the domain. */
export interface ModelPort {
  /** Which model, effort and tier calls go to, as resolved (catalogue included). */
  readonly identity: { readonly model: string; readonly effort: string | null; readonly tier: string | null };
  /** For conversations of many turns; where it is absent, nothing is known. */
  readonly abilities?: {
    /** Tokens of input and output together; null for a model that the catalogue does not know. */
    readonly contextWindow: number | null;
    /** Whether an input that ends in `{type: "compaction_trigger"}` is answered by one `compaction` item. */
    readonly compacts: boolean;
  };
  /** One call, with retries. Throws InputError, ConfigError, UpstreamError or CancelledError. */
  respond(call: ModelCall, options: CallOptions): Promise<ModelAnswer>;
  /**
   * One call whose answer must satisfy `parse` (which throws on bad data), with one repair: the answer and the
   * complaint are sent back once. Throws UpstreamError `output_invalid` when the repair fails too.
   */
  respondJson<T>(
    call: ModelCall & { format: NonNullable<ModelCall['format']> },
    parse: (value: unknown) => T,
    options: CallOptions,
  ): Promise<{ readonly value: T; readonly answer: ModelAnswer }>;
  usage(): UsageTotal;
  limits(): Limits | null;
}
