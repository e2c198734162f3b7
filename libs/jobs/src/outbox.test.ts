import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
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
