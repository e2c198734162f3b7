import { expect, test, vi } from 'vitest';
import { abortError, pause, throwIfAborted, untilAborted } from './abort.ts';
import { CancelledError, UpstreamError } from './errors.ts';

test('an abort with one of our errors is that error; any other reason is a cancel that keeps its cause', () => {
  const ours = new UpstreamError('timed_out', 'Late.');
  expect(abortError(AbortSignal.abort(ours))).toBe(ours);
  const other = abortError(AbortSignal.abort('Esc'));
  expect(other).toBeInstanceOf(CancelledError);
  expect(other.cause).toBe('Esc');
  expect(() => throwIfAborted(AbortSignal.abort(ours))).toThrow(ours);
});

test('an abort ends a wait at once and leaves no timer', async () => {
  vi.useFakeTimers();
  try {
    const controller = new AbortController();
    const waiting = pause(60_000, controller.signal).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1);
    controller.abort();
    expect(await waiting).toBeInstanceOf(CancelledError);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('work that does not listen is left behind, and its late failure is nobody’s', async () => {
  const controller = new AbortController();
  const late = Promise.withResolvers<never>();
  const outcome = untilAborted(controller.signal, late.promise).catch((error: unknown) => error);
  controller.abort();
  expect(await outcome).toBeInstanceOf(CancelledError);
  late.reject(new Error('late'));
  await new Promise((resolve) => setImmediate(resolve));
});

test('work that ends first decides', async () => {
  const { signal } = new AbortController();
  expect(await untilAborted(signal, Promise.resolve('done'))).toBe('done');
});
