import { expect, test } from 'vitest';
import { errorLine } from './error-line.ts';

test('an error says what happened once, and what to do', () => {
  const error = { code: 'timed_out', message: 'The clock idle ran out.', hint: 'Raise it.' };
  expect(errorLine(error)).toBe('timed_out: The clock idle ran out. Raise it.');
  expect(errorLine(error, 'Partly done. The clock idle ran out.')).toBe('timed_out: Raise it.');
  expect(errorLine({ code: 'cancelled', message: 'Stopped.' }, 'Stopped.')).toBe('cancelled');
});
