import { test } from 'vitest';
import { expectUndone } from '../testing/expect-undone.ts';

test('whatever a job does to files, ignored or not: undone, all is as before, at length', async () => {
  await expectUndone(60);
}, 300_000);
