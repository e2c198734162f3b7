import type { CallProgress } from '@codex-pro/codex';
import { abortError } from '@codex-pro/runtime';

/** One call among several. */
export interface Ask<Answer> {
  /** Calls with the same prefix: the first of them goes ahead, so that the backend's prompt cache knows it. */
  readonly prefix: string;
  /** Makes the call. Throws what the model port throws. */
  send(onProgress: (progress: CallProgress) => void): Promise<Answer>;
}

export type Asked<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly error: unknown };

/** How long the others wait for the first event of the call that goes ahead, in milliseconds. */
export const headStartMs = 2_000;

/** Calls that run at the same time, at most. */
export const mostAtOnce = 8;

/**
 * Makes independent calls in parallel and gives every end, in the order of the asks: one that fails takes nothing from
 * the others. Throws only where `signal` aborts, when all calls have ended.
 */
export async function askTogether<Answer>(
  asks: readonly Ask<Answer>[],
  signal: AbortSignal,
): Promise<readonly Asked<Answer>[]> {
  const slots = createSlots(mostAtOnce);
  const heads = new Map<string, Promise<void>>();
  const ends = asks.map(async ({ prefix, send }): Promise<Asked<Answer>> => {
    const head = heads.get(prefix);
    const started = Promise.withResolvers<void>();
    if (head === undefined) heads.set(prefix, started.promise);
    else await noLongerThan(headStartMs, head);
    const release = await slots.take();
    try {
      signal.throwIfAborted();
      const answer = await send((progress) => {
        if (progress.type === 'first_event') started.resolve();
      });
      return { ok: true, answer };
    } catch (error) {
      return { ok: false, error };
    } finally {
      started.resolve();
      release();
    }
  });
  const asked = await Promise.all(ends);
  if (signal.aborted) throw abortError(signal);
  return asked;
}

/** Resolves with the promise, or when the time is up. */
async function noLongerThan(milliseconds: number, promise: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, milliseconds);
  try {
    await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function createSlots(count: number): { take(): Promise<() => void> } {
  let free = count;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    async take() {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return release;
    },
  };
}
