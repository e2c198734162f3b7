import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBulkhead } from './bulkhead.ts';
import { CancelledError } from './errors.ts';

const signal = new AbortController().signal;

test('who waits leaves the queue at once when aborted, and the others keep their order', async () => {
  const door = createBulkhead(1);
  const first = Promise.withResolvers<void>();
  const order: string[] = [];
  const one = door.run(signal, () => first.promise);
  const leaver = new AbortController();
  const two = door.run(leaver.signal, async () => order.push('two')).catch((error: unknown) => error);
  const three = door.run(signal, async () => order.push('three'));
  const four = door.run(signal, async () => order.push('four'));
  leaver.abort();
  expect(await two).toBeInstanceOf(CancelledError);
  expect([door.running, door.waiting]).toEqual([1, 2]);
  first.resolve();
  await Promise.all([one, three, four]);
  expect(order).toEqual(['three', 'four']);
  expect([door.running, door.waiting]).toEqual([0, 0]);
});

test('a place handed over in the tick of an abort is not lost', async () => {
  const door = createBulkhead(1);
  const first = Promise.withResolvers<void>();
  const one = door.run(signal, () => first.promise);
  const leaver = new AbortController();
  const two = door.run(leaver.signal, async () => 'ran').catch(() => 'left');
  first.resolve();
  await one;
  leaver.abort();
  await two;
  expect(await door.run(signal, async () => 'free')).toBe('free');
  expect(door.running).toBe(0);
});

test('work that fails frees its place', async () => {
  const door = createBulkhead(1);
  await expect(door.run(signal, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await door.run(signal, async () => 'yes')).toBe('yes');
});

test('in any order of entering, leaving, failing and aborting, the limit holds and the door ends empty', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.constantFrom('ends', 'fails', 'aborted'), { minLength: 1, maxLength: 12 }),
      async (scheduler, limit, fates) => {
        const door = createBulkhead(limit);
        let inside = 0;
        let most = 0;
        const runs = fates.map(async (fate) => {
          const controller = new AbortController();
          if (fate === 'aborted') void scheduler.schedule(Promise.resolve()).then(() => controller.abort());
          await door
            .run(controller.signal, async () => {
              inside += 1;
              most = Math.max(most, inside);
              await scheduler.schedule(Promise.resolve());
              inside -= 1;
              if (fate === 'fails') throw new Error('failed');
            })
            .catch(() => 'expected');
        });
        await scheduler.waitFor(Promise.all(runs));
        expect(most).toBeLessThanOrEqual(limit);
        expect([door.running, door.waiting]).toEqual([0, 0]);
      },
    ),
    { numRuns: 200 },
  );
});
