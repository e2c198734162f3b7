import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Breaker, createBreaker, refuseAtOpenBreaker } from './breaker.ts';
import { CancelledError, InputError, UpstreamError } from './errors.ts';
import { createMemoryBreakerStore } from './memory-breaker-store.ts';
import type { PolicyEvent } from './policy-event.ts';

const signal = new AbortController().signal;
const key = 'review https://backend.test';
const down = () => Promise.reject(new UpstreamError('upstream_failed', 'It answered 500.', { status: 500 }));
const up = async () => 'answer';

const codeOf = (breaker: Breaker, call: () => Promise<unknown>) =>
  breaker.run(signal, call).then(
    () => 'ok',
    (error: { code?: string }) => error.code ?? 'bug',
  );

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Two processes over one store. */
function twoProcesses() {
  const store = createMemoryBreakerStore();
  const events: PolicyEvent[] = [];
  const onEvent = (event: PolicyEvent) => events.push(event);
  return {
    store,
    events,
    here: createBreaker({ store, key, onEvent }),
    there: createBreaker({ store, key, onEvent }),
  };
}

async function trip(here: Breaker, there: Breaker) {
  for (const breaker of [here, there, here, there, here]) await codeOf(breaker, down);
}

test('five faults in a row, added up across processes, open it; then no request is made', async () => {
  const { here, there, events } = twoProcesses();
  await trip(here, there);
  const call = vi.fn(up);
  const error = await there.run(signal, call).catch((error: unknown) => error);
  expect(call).not.toHaveBeenCalled();
  expect(error).toMatchObject({
    code: 'circuit_open',
    retryable: false,
    retryAt: new Date(Date.now() + 30_000),
    message: expect.stringContaining('It answered 500.'),
  });
  expect(events).toMatchObject([{ change: 'opened', until: Date.now() + 30_000, cause: 'It answered 500.' }]);
});

test('another key goes on', async () => {
  const { store, here, there } = twoProcesses();
  await trip(here, there);
  expect(await codeOf(createBreaker({ store, key: 'batch https://backend.test' }), up)).toBe('ok');
});

test('work that would only be held back is refused before it starts, and takes nobody’s probe', async () => {
  const { store, here, there } = twoProcesses();
  const look = () => refuseAtOpenBreaker({ store, key });
  look();
  await trip(here, there);
  expect(look).toThrow(expect.objectContaining({ code: 'circuit_open', retryAt: expect.any(Date) }));
  await vi.advanceTimersByTimeAsync(30_000);
  const before = store.read(key);
  look();
  expect(store.read(key)).toEqual(before);
  expect(await codeOf(here, up)).toBe('ok');
});

test('an answer in between ends the row, whatever its status', async () => {
  const { here } = twoProcesses();
  const refused = () => Promise.reject(new UpstreamError('auth_invalid', 'No.', { status: 401 }));
  for (const call of [down, down, down, down, up, down, down, down, down, refused, down, down, down, down]) {
    await codeOf(here, call);
  }
  expect(await codeOf(here, up)).toBe('ok');
});

test.each([
  new UpstreamError('upstream_failed', 'Bad request.', { status: 400 }),
  new UpstreamError('usage_limit', 'Used up.', { status: 429 }),
  new UpstreamError('rate_limited', 'Slow down.', { status: 429 }),
  new CancelledError(),
  new InputError('input_invalid', 'No.'),
  new TypeError('bug'),
])('%s is no fault', async (error) => {
  const { here } = twoProcesses();
  for (let call = 0; call < 10; call += 1) await codeOf(here, () => Promise.reject(error));
  expect(await codeOf(here, up)).toBe('ok');
});

test('a call that was stopped from outside says nothing about the backend', async () => {
  const { store, here } = twoProcesses();
  const controller = new AbortController();
  for (let call = 0; call < 4; call += 1) await codeOf(here, down);
  const stopped = here.run(controller.signal, async () => {
    controller.abort(new UpstreamError('timed_out', 'The job did not end.'));
    throw controller.signal.reason;
  });
  await expect(stopped).rejects.toMatchObject({ code: 'timed_out' });
  expect(store.read(key).failures).toBe(4);
});

test('one probe at a time; its answer closes it', async () => {
  const { here, there, events } = twoProcesses();
  await trip(here, there);
  await vi.advanceTimersByTimeAsync(30_000);
  const probe = Promise.withResolvers<string>();
  const probing = here.run(signal, () => probe.promise);
  expect(await codeOf(there, up)).toBe('circuit_open');
  // The probe takes longer than its lease: it is renewed while its process lives.
  await vi.advanceTimersByTimeAsync(300_000);
  expect(await codeOf(there, up)).toBe('circuit_open');
  probe.resolve('answer');
  expect(await probing).toBe('answer');
  expect(await codeOf(there, up)).toBe('ok');
  expect(events.map((event) => event.type === 'breaker' && event.change)).toEqual([
    'opened',
    'probing',
    'closed',
  ]);
});

test('a probe that is cancelled frees the place; one whose process died frees it after its lease', async () => {
  const { store, here, there } = twoProcesses();
  await trip(here, there);
  await vi.advanceTimersByTimeAsync(30_000);
  await codeOf(here, () => Promise.reject(new CancelledError()));
  store.update(key, (row) => ({ ...row, probeUntil: Date.now() + 30_000 }));
  expect(await codeOf(there, up)).toBe('circuit_open');
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await codeOf(there, up)).toBe('ok');
});

test('each failed probe doubles the time, up to ten minutes', async () => {
  const { store, here, there } = twoProcesses();
  await trip(here, there);
  const opens: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const until = store.read(key).openUntil ?? 0;
    opens.push(until - Date.now());
    await vi.advanceTimersByTimeAsync(until - Date.now());
    expect(await codeOf(there, down)).toBe('upstream_failed');
  }
  expect(opens).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
});

test('a store that fails when the answer is written down does not cost the answer', async () => {
  const { store, events } = twoProcesses();
  const breaker = createBreaker({
    store: {
      read: () => ({ ...store.read(key), failures: 2 }),
      update: () => {
        throw new Error('disk full');
      },
    },
    key,
    onEvent: (event) => events.push(event),
  });
  expect(await breaker.run(signal, up)).toBe('answer');
  expect(events).toMatchObject([{ type: 'breaker_store_failed', key }]);
});

test('in any order of calls over many processes: never two probes, and an open breaker lets nothing through', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('begin' as const), process: fc.nat(2) }),
    fc.record({
      kind: fc.constant('end' as const),
      call: fc.nat(20),
      outcome: fc.constantFrom('up', 'down', 'cancel'),
    }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 700_000 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      const store = createMemoryBreakerStore();
      const processes = [0, 1, 2].map(() => createBreaker({ store, key }));
      const running: { probe: boolean; settle: PromiseWithResolvers<string>; done: Promise<unknown> }[] = [];
      for (const each of steps) {
        if (each.kind === 'wait') await vi.advanceTimersByTimeAsync(each.ms);
        if (each.kind === 'begin') {
          const row = store.read(key);
          const settle = Promise.withResolvers<string>();
          let begun = false;
          const done = processes[each.process]
            ?.run(signal, () => {
              begun = true;
              return settle.promise;
            })
            .catch(() => 'expected');
          const open = row.openUntil !== null;
          const mayProbe = open && row.openUntil <= Date.now() && !running.some(({ probe }) => probe);
          expect(begun).toBe(!open || mayProbe);
          if (begun && done !== undefined) running.push({ probe: open, settle, done });
        }
        if (each.kind === 'end' && running.length > 0) {
          const [call] = running.splice(each.call % running.length, 1);
          if (each.outcome === 'up') call?.settle.resolve('answer');
          else if (each.outcome === 'cancel') call?.settle.reject(new CancelledError());
          else call?.settle.reject(new UpstreamError('stream_broken', 'Cut.'));
          await call?.done;
        }
      }
      for (const call of running) call.settle.resolve('answer');
      await Promise.all(running.map(({ done }) => done));
      expect(vi.getTimerCount()).toBe(0);
    }),
    { numRuns: 300 },
  );
});
