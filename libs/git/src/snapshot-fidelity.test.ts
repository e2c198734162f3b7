import fc from 'fast-check';
import { test } from 'vitest';
import { checkHistory } from './testing/check-history.ts';
import { history } from './testing/generated-history.ts';

test('over generated repositories, the hunks lead from the old side to the new one, and none is missing', async () => {
  await fc.assert(fc.asyncProperty(history, checkHistory), { numRuns: 10 });
}, 60_000);
