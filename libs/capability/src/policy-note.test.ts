import { expect, test } from 'vitest';
import { policyNote } from './policy-note.ts';

test('a retry, a breaker and a store that failed read as sentences', () => {
  const retry = {
    type: 'retry',
    attempt: 1,
    attempts: 3,
    waitMs: 244.4,
    code: 'upstream_failed',
    message: 'It broke.',
  } as const;
  expect(policyNote(retry)).toBe('attempt 1 of 3 failed, the next one in 244ms: upstream_failed, It broke.');
  const opened = {
    type: 'breaker',
    key: 'review host',
    change: 'opened',
    until: 0,
    cause: '5 faults',
  } as const;
  expect(policyNote(opened)).toBe(
    'the breaker review host is opened until 1970-01-01T00:00:00.000Z: 5 faults',
  );
  const closed = { type: 'breaker', key: 'review host', change: 'closed', until: null, cause: null } as const;
  expect(policyNote(closed)).toBe('the breaker review host is closed');
  const unwritten = { type: 'breaker_store_failed', key: 'review host', error: new Error('full') } as const;
  expect(policyNote(unwritten)).toContain(
    'could not be written down for the breaker review host: Error: full',
  );
});
