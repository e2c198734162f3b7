import { expect, test } from 'vitest';
import { runVitest } from './vitest-run.ts';

test('a run that ends before it has a report counts as one failure', async () => {
  expect(await runVitest('no-such-project')).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
