import { duration, type PolicyEvent } from '@codex-pro/runtime';

/** What a policy did, as a line of a job's history. */
export function policyNote(event: PolicyEvent): string {
  if (event.type === 'retry') {
    const { attempt, attempts, waitMs, code, message } = event;
    return `attempt ${attempt} of ${attempts} failed, the next one in ${duration(Math.round(waitMs))}: ${code}, ${message}`;
  }
  if (event.type === 'breaker') {
    const until = event.until === null ? '' : ` until ${new Date(event.until).toISOString()}`;
    return `the breaker ${event.key} is ${event.change}${until}${event.cause === null ? '' : `: ${event.cause}`}`;
  }
  return `the outcome of a call could not be written down for the breaker ${event.key}: ${String(event.error)}`;
}
