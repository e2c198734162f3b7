import type { ToolCall } from './tool-call.ts';

/** Counts calls that fail again and again in the same way. */
export interface FailureCount {
  see(call: Pick<ToolCall, 'name' | 'text'>, effects: 'none' | 'some', failure: string | null): void;
  /** How often the most stubborn of them has failed. */
  readonly most: number;
}

/**
 * Two failures are the same when tool, input and failure are. A call with effects that succeeds changes the world, so
 * it starts the count anew; one that only looks does not: a model may read the file again before each same bad patch.
 */
export function createFailureCount(): FailureCount {
  const counts = new Map<string, number>();
  return {
    see({ name, text }, effects, failure) {
      if (failure === null) {
        if (effects === 'some') counts.clear();
        return;
      }
      const key = JSON.stringify([name, text, failure]);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    get most() {
      return Math.max(0, ...counts.values());
    },
  };
}
