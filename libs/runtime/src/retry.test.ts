import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CancelledError, UpstreamError } from './errors.ts';
import type { PolicyEvent } from './policy-event.ts';
import { type RetryOptions, retry } from './retry.ts';

const fault = (retryAfterMs?: number) =>
  new UpstreamError('upstream_failed', 'Down.', {
    retryable: true,
    retryAt: retryAfterMs === undefined ? undefined : new Date(Date.now() + retryAfterMs),
  });

/** Runs to the end under the fake clock; returns what came out, how often it was tried and how long it took. */
async function run(attempt: (number: number) => Promise<unknown>, options: Partial<RetryOptions> = {}) {
  const started = Date.now();
  let attempts = 0;
  const outcome = retry(
    (number) => {
      attempts += 1;
      return attempt(number);
    },
    { attempts: 3, waitMs: 60_000, signal: new AbortController().signal, ...options },
  ).catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return { outcome: await outcome, attempts, ms: Date.now() - started };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a fault that passes is forgotten, and each wait is told', async () => {
  const events: PolicyEvent[] = [];
  const { outcome, attempts, ms } = await run(
    async (number) => {
      if (number < 3) throw fault();
      return 'answer';
    },
    { onEvent: (event) => events.push(event), random: () => 1 },
  );
  expect({ outcome, attempts, ms }).toEqual({ outcome: 'answer', attempts: 3, ms: 1500 });
  expect(events).toMatchObject([
    { type: 'retry', attempt: 1, attempts: 3, waitMs: 500, code: 'upstream_failed' },
    { type: 'retry', attempt: 2, attempts: 3, waitMs: 1000 },
  ]);
});

test('no more attempts are made than allowed, and the last error is thrown', async () => {
  const { outcome, attempts } = await run(async () => {
    throw fault();
  });
  expect(attempts).toBe(3);
  expect(outcome).toBeInstanceOf(UpstreamError);
});

test.each([
  new UpstreamError('auth_invalid', 'No.', { status: 401 }),
  new TypeError('bug'),
  new CancelledError(),
])('what is not retryable is thrown as it is: %s', async (error) => {
  const { outcome, attempts, ms } = await run(async () => {
    throw error;
  });
  expect({ outcome, attempts, ms }).toEqual({ outcome: error, attempts: 1, ms: 0 });
});

test('a Retry-After is waited for', async () => {
  const { attempts, ms } = await run(
    async (number) => {
      if (number === 1) throw fault(7000);
    },
    { random: () => 0 },
  );
  expect({ attempts, ms }).toEqual({ attempts: 2, ms: 7000 });
});

test('a Retry-After beyond what is left fails at once and says when', async () => {
  const { outcome, attempts, ms } = await run(async () => {
    throw fault(3_600_000);
  });
  expect({ attempts, ms }).toEqual({ attempts: 1, ms: 0 });
  expect(outcome).toMatchObject({ retryAt: new Date(Date.now() + 3_600_000) });
});

test('an abort cuts the wait at once', async () => {
  const controller = new AbortController();
  const outcome = retry(() => Promise.reject(fault(30_000)), {
    attempts: 3,
    waitMs: 60_000,
    signal: controller.signal,
  }).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(100);
  controller.abort();
  expect(await outcome).toBeInstanceOf(CancelledError);
  expect(vi.getTimerCount()).toBe(0);
});

test('whatever the backend asks for, neither attempts nor waiting exceed their limits', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 0, max: 5000 }),
      fc.array(fc.option(fc.integer({ min: -1000, max: 4000 }), { nil: undefined }), {
        minLength: 6,
        maxLength: 6,
      }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
      async (attempts, waitMs, asked, dice) => {
        let rolls = 0;
        const result = await run((number) => Promise.reject(fault(asked[number - 1])), {
          attempts,
          waitMs,
          random: () => dice[rolls++] ?? 0,
        });
        expect(result.attempts).toBeLessThanOrEqual(attempts);
        expect(result.ms).toBeLessThanOrEqual(waitMs);
      },
    ),
    { numRuns: 200 },
  );
});
