import fc from 'fast-check';
import { test } from 'vitest';
import { interleaving, playInterleaving } from './testing/queue-interleavings.ts';
import { openTestStore } from './testing/test-store.ts';

test('no interleaving of several starters and workers breaks the state machine', async () => {
  await fc.assert(
    fc.asyncProperty(interleaving, async (steps) => {
      const here = openTestStore();
      const there = openTestStore({ home: here.home, clock: here.clock });
      await playInterleaving(steps, here, there);
      here.close();
      there.close();
    }),
    { numRuns: 40 },
  );
});
