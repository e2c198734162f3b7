import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '@codex-pro/runtime';
import { expect, test } from 'vitest';
import { sideBySide } from './side-by-side.ts';

test('when one fails the other is stopped and has ended before the error is thrown', async () => {
  const failure = new InputError('input_invalid', 'No.');
  let ended = false;
  const both = sideBySide(
    AbortSignal.timeout(10_000),
    () => Promise.reject(failure),
    async (signal) => {
      try {
        await sleep(60_000, undefined, { signal });
      } finally {
        await sleep(20);
        ended = true;
      }
    },
  );
  await expect(both).rejects.toBe(failure);
  expect(ended).toBe(true);
});

test('both answers come back in their places', async () => {
  const both = sideBySide(
    AbortSignal.timeout(10_000),
    () => sleep(10, 'slow'),
    async () => 2,
  );
  expect(await both).toEqual(['slow', 2]);
});
