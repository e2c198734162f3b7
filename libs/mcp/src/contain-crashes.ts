import { AsyncLocalStorage } from 'node:async_hooks';
import type { ReportBug } from './report-bug.ts';

const currentCall = new AsyncLocalStorage<(error: unknown) => void>();

/**
 * Runs one call so that an error nobody caught, thrown later by a timer, an event or a promise that the call started, ends
 * this call and no other.
 */
export async function contained<Result>(call: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    currentCall.run(reject, () => call().then(resolve, reject));
  });
}

/**
 * Keeps the process up when something was thrown that nobody caught: it is logged, and ends the call it belongs to.
 * Other calls and the next ones go on; all lasting state is on disk. Gives back how to stop.
 */
export function containCrashes(reportBug: ReportBug): () => void {
  const onCrash = (error: unknown): void => {
    reportBug('an error that nobody caught', error);
    currentCall.getStore()?.(error);
  };
  process.on('uncaughtException', onCrash);
  process.on('unhandledRejection', onCrash);
  return () => {
    process.off('uncaughtException', onCrash);
    process.off('unhandledRejection', onCrash);
  };
}
