import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../emulator.ts';
import { messageOf, send } from '../testing/post.ts';
import type { FaultPlan } from './plan.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(async () => {
  await emulator.close();
});

const megabyte = 1024 * 1024;

test.each<[FaultPlan, number]>([
  [{ fault: 'big_event', bytes: 8 * megabyte }, 8 * megabyte],
  [{ fault: 'big_event', bytes: 33 * megabyte }, 33 * megabyte],
  [{ fault: 'big_response' }, 65 * megabyte],
])('%o is sent whole', async (plan, least) => {
  emulator.heal();
  emulator.fail(plan);
  const received = await send(emulator);
  expect(received.bytes.length).toBeGreaterThan(least);
  expect(messageOf(received)).toBe('This is the answer of the emulator.');
});

test('a client that leaves in the middle of a large answer leaves nothing open', async () => {
  emulator.heal();
  emulator.fail({ fault: 'big_response' });
  expect((await send(emulator, undefined, { maxBytes: megabyte })).ending).toBe('enough');
  await expect.poll(() => emulator.openRequests).toBe(0);
  expect(emulator.requests.at(-1)?.aborted).toBe(true);
});
