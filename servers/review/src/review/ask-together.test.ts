import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Ask, askTogether, headStartMs, mostAtOnce } from './ask-together.ts';

const { signal } = new AbortController();

/** An ask whose start, first event and end are in the test's hands. */
function held(prefix: string) {
  const end = Promise.withResolvers<string>();
  const state = { started: false, firstEvent: (): void => undefined, end };
  const ask: Ask<string> = {
    prefix,
    send(onProgress) {
      state.started = true;
      state.firstEvent = () => onProgress({ type: 'first_event' });
      return end.promise;
    },
  };
  return { ask, state };
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('calls that share a prefix', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('start when the first of them has its first event, not at its end', async () => {
    const [first, second, other] = [held('a'), held('a'), held('b')];
    const all = askTogether([first.ask, second.ask, other.ask], signal);
    await settle();
    expect([first, second, other].map(({ state }) => state.started)).toEqual([true, false, true]);
    first.state.firstEvent();
    await settle();
    expect(second.state.started).toBe(true);
    for (const { state } of [second, other, first]) state.end.resolve('done');
    expect(await all).toEqual(Array(3).fill({ ok: true, answer: 'done' }));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('start after two seconds where the first says nothing, and at once where it fails', async () => {
    const [first, second] = [held('a'), held('a')];
    const all = askTogether([first.ask, second.ask], signal);
    await vi.advanceTimersByTimeAsync(headStartMs - 1);
    expect(second.state.started).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(second.state.started).toBe(true);
    first.state.end.reject(new Error('gone'));
    second.state.end.resolve('done');
    expect(await all).toMatchObject([{ ok: false }, { ok: true, answer: 'done' }]);

    const [failing, next] = [held('a'), held('a')];
    const both = askTogether([failing.ask, next.ask], signal);
    await settle();
    failing.state.end.reject(new Error('gone'));
    await settle();
    expect(next.state.started).toBe(true);
    next.state.end.resolve('done');
    await both;
  });

  it('run so many at once, and no more', async () => {
    const many = Array.from({ length: mostAtOnce + 3 }, (_, at) => held(String(at)));
    const all = askTogether(
      many.map(({ ask }) => ask),
      signal,
    );
    await settle();
    expect(many.filter(({ state }) => state.started)).toHaveLength(mostAtOnce);
    many[0]?.state.end.resolve('done');
    await settle();
    expect(many.filter(({ state }) => state.started)).toHaveLength(mostAtOnce + 1);
    for (const { state } of many) {
      state.end.resolve('done');
      await settle();
    }
    expect(await all).toHaveLength(many.length);
  });
});
