import { CancelledError, isCodedError } from './errors.ts';

/** The longest delay a Node timer keeps (24.8 days); a longer one would fire at once. */
export const maxTimerMs = 2 ** 31 - 1;

/**
 * The error that an aborted signal stands for. Whoever aborts with one of our errors (a clock that expired, a
 * deadline) decides what is thrown; any other reason means that somebody stopped the work.
 */
export function abortError(signal: AbortSignal): Error {
  if (isCodedError(signal.reason)) return signal.reason;
  return new CancelledError('Cancelled.', { cause: signal.reason });
}

/** Throws the signal's error when it is aborted already. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortError(signal);
}

/**
 * Settles as `work` does, but rejects with the signal's error as soon as it is aborted, even where `work` never
 * listens. What `work` does after that is dropped.
 */
export async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(abortError(signal));
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Waits `ms` milliseconds; an abort ends the wait at once, with the signal's error. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  if (ms <= 0) return;
  const done = Promise.withResolvers<void>();
  const timer = setTimeout(done.resolve, Math.min(ms, maxTimerMs));
  try {
    await untilAborted(signal, done.promise);
  } finally {
    clearTimeout(timer);
  }
}
