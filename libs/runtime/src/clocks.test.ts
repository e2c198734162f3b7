import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { duration, startClock, withClock } from './clocks.ts';
import { CancelledError, UpstreamError } from './errors.ts';

const never = () => new Promise<never>(() => undefined);
const idle = new AbortController().signal;

describe('withClock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([
    ['connect', 'upstream_failed', true],
    ['first_event', 'timed_out', true],
    ['idle', 'timed_out', true],
    ['call', 'timed_out', false],
    ['job', 'timed_out', false],
  ] as const)('an expired %s clock is %s and names itself and its setting', async (name, code, retryable) => {
    const outcome = withClock({ name, ms: 1500 }, idle, never).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1499);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    const error = await outcome;
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ code, retryable, hint: expect.stringContaining(`clocks.${name}`) });
    expect((error as Error).message).toContain(`within 1500ms (clock \`${name}\`)`);
  });

  test('one millisecond is a legal limit', async () => {
    const outcome = withClock({ name: 'call', ms: 1 }, idle, never).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toMatchObject({ code: 'timed_out' });
  });

  test('a limit beyond what a timer can hold does not fire at once', async () => {
    const work = withClock({ name: 'job', ms: 90 * 86_400_000 }, idle, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return 'done';
    });
    await vi.advanceTimersByTimeAsync(1000);
    expect(await work).toBe('done');
  });

  test('the work sees the expiry, and its late failure is nobody’s', async () => {
    let seen: unknown;
    const outcome = withClock({ name: 'idle', ms: 10 }, idle, (signal) => {
      const { promise, reject } = Promise.withResolvers<never>();
      signal.addEventListener('abort', () => {
        seen = signal.reason;
        setTimeout(() => reject(new Error('late')), 5);
      });
      return promise;
    }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(20);
    expect(await outcome).toBe(seen);
  });

  test('an outer abort wins, with its own reason, and leaves no timer', async () => {
    const outer = new AbortController();
    const outcome = withClock({ name: 'call', ms: 1000 }, outer.signal, never).catch(
      (error: unknown) => error,
    );
    outer.abort();
    expect(await outcome).toBeInstanceOf(CancelledError);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a restarted clock runs under its new name, and a stopped one never fires', async () => {
    const clock = startClock({ name: 'first_event', ms: 100 }, idle);
    await vi.advanceTimersByTimeAsync(99);
    clock.restart({ name: 'idle', ms: 50 });
    await vi.advanceTimersByTimeAsync(49);
    clock.restart();
    await vi.advanceTimersByTimeAsync(49);
    expect(clock.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(clock.signal.reason.message).toContain('`idle`');

    const shortened = startClock({ name: 'first_event', ms: 100 }, idle);
    shortened.restart({ name: 'idle', ms: 20 });
    await vi.advanceTimersByTimeAsync(20);
    expect(shortened.signal.reason.message).toContain('`idle`');

    const stopped = startClock({ name: 'call', ms: 10 }, idle);
    stopped.stop();
    await vi.advanceTimersByTimeAsync(100);
    expect(stopped.signal.aborted).toBe(false);
  });
});

test('durations are written as settings write them', () => {
  expect([1, 1500, 30_000, 2_700_000, 14_400_000].map(duration)).toEqual([
    '1ms',
    '1500ms',
    '30s',
    '45m',
    '4h',
  ]);
});
