/**
 * Reasons of `notifications/cancelled` that are known to come from a person who wants the work stopped. Hosts send the same
 * notification for their own time-outs, so anything not listed here only detaches the call.
 *
 * Observed, Claude Code 2.1.328: Esc in a session and Ctrl-C in `claude -p` send `AbortError: user-cancel`, an interrupt by
 * the program that drives it sends `AbortError: remote-cancel`; `MCP_TOOL_TIMEOUT` sends `SdkError: Request timed out`.
 * Codex CLI 0.169.0 sends `MCP request cancelled by caller` for an interrupted turn and for `tool_timeout_sec` alike.
 */
const usersReasons: ReadonlySet<string> = new Set(['AbortError: user-cancel', 'AbortError: remote-cancel']);

/** Whether a host's reason says that the user themself cancelled. */
export function isUsersReason(reason: unknown): boolean {
  return typeof reason === 'string' && usersReasons.has(reason);
}
