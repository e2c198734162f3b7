import type { ToolCall } from './tool-call.ts';

/** Counts calls that fail again and again in the same way. */
export interface FailureCount {
  see(call: Pick<ToolCall, 'name' | 'text'>, effects: 'none' | 'some', failure: string | null): void;
  /** How often the most stubborn of them has failed. */
  readonly most: number;
}

/**
 * Two failures are the same when tool, input and failure are. Progress starts the count anew: a call with effects that
 * succeeds and was not made before. Looking is none, nor is a command made again: a model may print the file again
 * before each same bad patch.
 */
export function createFailureCount(): FailureCount {
  const counts = new Map<string, number>();
  const succeeded = new Set<string>();
  return {
    see({ name, text }, effects, failure) {
      if (failure !== null) {
        const key = JSON.stringify([name, text, failure]);
        counts.set(key, (counts.get(key) ?? 0) + 1);
        return;
      }
      const key = JSON.stringify([name, text]);
      if (effects === 'none' || succeeded.has(key)) return;
      succeeded.add(key);
      counts.clear();
    },
    get most() {
      return Math.max(0, ...counts.values());
    },
  };
}
