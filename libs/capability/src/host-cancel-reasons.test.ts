import { expect, test } from 'vitest';
import { isUsersReason } from './host-cancel-reasons.ts';

test.each(['user-cancel', ' Interrupt '])("%s is the user's", (reason) => {
  expect(isUsersReason(reason)).toBe(true);
});

test.each([
  undefined,
  '',
  'McpError: MCP error -32001: Request timed out',
  'interrupted by a time-out',
  new DOMException('This operation was aborted', 'AbortError'),
])('%s is not known to be', (reason) => {
  expect(isUsersReason(reason)).toBe(false);
});
