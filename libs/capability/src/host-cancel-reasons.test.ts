import { expect, test } from 'vitest';
import { isUsersReason } from './host-cancel-reasons.ts';

test.each(['AbortError: user-cancel', 'AbortError: remote-cancel'])("%s is the user's", (reason) => {
  expect(isUsersReason(reason)).toBe(true);
});

test.each([
  undefined,
  '',
  'SdkError: Request timed out',
  'MCP request cancelled by caller',
  'McpError: MCP error -32001: Request timed out',
  'AbortError: This operation was aborted',
  new DOMException('user-cancel', 'AbortError'),
])('%s is not known to be', (reason) => {
  expect(isUsersReason(reason)).toBe(false);
});
