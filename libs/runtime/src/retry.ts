import { pause, throwIfAborted } from './abort.ts';
import { UpstreamError } from './errors.ts';
import type { PolicyListener } from './policy-event.ts';

export interface RetryOptions {
  /** Attempts in all, at least 1. */
  readonly attempts: number;
  /** Milliseconds that all waits of this call may take together. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  readonly onEvent?: PolicyListener | undefined;
  /** From 0 to 1; replaced in tests. */
  readonly random?: () => number;
}

/** Bounds of the wait before the second attempt, doubled for each further one. */
const firstWaitMs = 500;
const longestWaitMs = 20_000;

/**
 * Runs `attempt` until it succeeds, with full jitter between attempts. Only an UpstreamError that says `retryable`
 * is tried again; its `retryAt` is waited for, and where that lies beyond what is left to wait it is thrown at once.
 * Throws the last error, or the signal's: an abort cuts a wait short.
 */
export async function retry<T>(
  attempt: (number: number) => Promise<T>,
  { attempts, waitMs, signal, onEvent, random = Math.random }: RetryOptions,
): Promise<T> {
  let left = waitMs;
  for (let number = 1; ; number += 1) {
    throwIfAborted(signal);
    try {
      return await attempt(number);
    } catch (error) {
      throwIfAborted(signal);
      if (!(error instanceof UpstreamError) || !error.retryable || number >= attempts) throw error;
      const asked = error.retryAt === undefined ? 0 : Math.max(0, error.retryAt.getTime() - Date.now());
      if (asked > left) throw error;
      const jitter = random() * Math.min(longestWaitMs, firstWaitMs * 2 ** (number - 1));
      const wait = Math.min(Math.floor(asked + jitter), left);
      left -= wait;
      onEvent?.({
        type: 'retry',
        attempt: number,
        attempts,
        waitMs: wait,
        code: error.code,
        message: error.message,
      });
      await pause(wait, signal);
    }
  }
}
