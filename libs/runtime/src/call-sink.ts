/** One attempt to get an answer from a backend: a row of the ledger. Times are epoch milliseconds. */
export interface CallRecord {
  /** Unique for each attempt. */
  readonly id: string;
  /** Shared by the attempts of one call. */
  readonly callId: string;
  /** What the call was for, in the capability's words: `reviewer`, `repair`, `verifier`, `chunk 12`. */
  readonly purpose: string;
  /** From 1. */
  readonly attempt: number;
  readonly backend: string;
  readonly model: string;
  readonly effort: string | null;
  readonly tier: string | null;
  readonly startedAt: number;
  readonly firstEventAt: number | null;
  readonly endedAt: number;
  readonly httpStatus: number | null;
  readonly requestId: string | null;
  /** null when the attempt succeeded, else an error code. */
  readonly errorCode: string | null;
  readonly inputTokens: number | null;
  readonly cachedInputTokens: number | null;
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
  /** null where no price is known; never 0 for unknown. */
  readonly costUsd: number | null;
}

/** Where attempts are written down. The ledger is one; tests use an array. */
export interface CallSink {
  record(call: CallRecord): void;
}
