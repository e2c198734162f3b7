import { throwIfAborted, untilAborted } from './abort.ts';

/** A door that lets at most `limit` through at once; the others wait in the order in which they came. */
export interface Bulkhead {
  readonly running: number;
  readonly waiting: number;
  /** Runs `work` when there is room. An abort while waiting leaves the queue at once, with the signal's error. */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** `limit` is at least 1; the queue is unbounded, since each waiter holds a signal. */
export function createBulkhead(limit: number): Bulkhead {
  if (!Number.isInteger(limit) || limit < 1) {
    throw new RangeError(`A bulkhead needs a limit of at least 1, not ${limit}.`);
  }
  let running = 0;
  const queue = new Set<() => void>();

  const enter = async (signal: AbortSignal) => {
    if (running < limit) {
      running += 1;
      return;
    }
    const turn = Promise.withResolvers<void>();
    queue.add(turn.resolve);
    try {
      await untilAborted(signal, turn.promise);
    } catch (error) {
      // The place was handed over in the same tick as the abort: pass it on.
      if (!queue.delete(turn.resolve)) leave();
      throw error;
    }
  };
  /** Hands the place to the first waiter, so that nobody overtakes the queue. */
  const leave = () => {
    const [next] = queue;
    if (next === undefined) running -= 1;
    else {
      queue.delete(next);
      next();
    }
  };

  return {
    get running() {
      return running;
    },
    get waiting() {
      return queue.size;
    },
    async run(signal, work) {
      throwIfAborted(signal);
      await enter(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
