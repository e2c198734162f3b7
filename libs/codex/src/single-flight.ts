import { untilAborted } from '@codex-pro/runtime';

/** Callers who want the same thing at the same time share one piece of work. */
export interface SingleFlight<T> {
  /**
   * Runs `work`, or joins the one that runs under the same key. Each caller leaves when its own signal aborts; the
   * work goes on for the others, under a signal of its own.
   */
  run(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Settles when nothing runs; never rejects. */
  settled(): Promise<void>;
}

/** `lifetime` ends all work. */
export function createSingleFlight<T>(lifetime: AbortSignal): SingleFlight<T> {
  const running = new Map<string, Promise<T>>();
  return {
    async run(key, signal, work) {
      let flight = running.get(key);
      if (flight === undefined) {
        flight = work(lifetime).finally(() => running.delete(key));
        // A caller that left is told by its own signal; the failure still reaches the others.
        flight.catch(() => undefined);
        running.set(key, flight);
      }
      return await untilAborted(signal, flight);
    },
    async settled() {
      await Promise.allSettled(running.values());
    },
  };
}
