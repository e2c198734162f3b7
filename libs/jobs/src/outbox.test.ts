import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import type { WorkerRecord } from './job-store.ts';
import { Outbox } from './outbox.ts';

const word = (message: string): WorkerRecord => ({ type: 'event', at: 1, event: 'note', message });

function openOutbox() {
  const transactions: (readonly WorkerRecord[])[] = [];
  const outbox = new Outbox({
    id: 'toy-22222222',
    owner: 'me',
    store: { record: async (_id, _owner, records) => void transactions.push(records) },
    onFailure: (error) => {
      throw error;
    },
  });
  return { outbox, transactions };
}

afterEach(() => void vi.useRealTimers());

test('a few records are written at once, each when it is said', async () => {
  const { outbox, transactions } = openOutbox();
  for (let at = 0; at < 8; at += 1) {
    outbox.add(word(String(at)));
    await sleep(2);
  }
  expect(transactions.length).toBe(8);
  await outbox.flush();
});

test('many records take few transactions, all of them are written, in order, and the end waits for nothing', async () => {
  const { outbox, transactions } = openOutbox();
  for (let at = 0; at < 200; at += 1) {
    outbox.add(word(String(at)));
    if (at % 5 === 0) await new Promise(setImmediate);
  }
  await outbox.flush();
  expect(transactions.flat()).toEqual(Array.from({ length: 200 }, (_, at) => word(String(at))));
  expect(transactions.length).toBeLessThanOrEqual(12);
});

test('what is said without end is written at even distances, not most of a second at once', async () => {
  vi.useFakeTimers();
  const { outbox, transactions } = openOutbox();
  for (let at = 0; at < 500; at += 1) {
    outbox.add(word(String(at)));
    await vi.advanceTimersByTimeAsync(10);
  }
  const sizes = transactions.map((records) => records.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(11);
  expect(sizes.length).toBeLessThanOrEqual(60);
  await outbox.flush();
  expect(transactions.flat()).toHaveLength(500);
});
