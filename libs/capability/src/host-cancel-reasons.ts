/**
 * Reasons of `notifications/cancelled` that are known to come from a person who wants the work stopped. Hosts send one
 * notification for that and for their own time-outs, so anything not listed here only detaches the call.
 *
 * Each entry is the whole reason, lower case, as the host sends it.
 */
const usersReasons: ReadonlySet<string> = new Set([
  // The SDK's clients send `String(signal.reason)`: a plain `abort()` of the person's own action reads so.
  'aborterror: this operation was aborted',
  'aborterror: the operation was aborted',
  'aborterror: the user aborted a request.',
  'interrupt',
  'user-cancel',
]);

/** Whether a host's reason says that the user themself cancelled. */
export function isUsersReason(reason: unknown): boolean {
  return typeof reason === 'string' && usersReasons.has(reason.trim().toLowerCase());
}
