import { test } from 'vitest';
import { checkInterleavings } from './testing/queue-interleavings.ts';

test('no interleaving of several starters and workers breaks the state machine', () =>
  checkInterleavings(40));
