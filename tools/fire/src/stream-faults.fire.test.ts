import { describeFaults, type Fault } from './describe-faults.ts';

const broken = { code: 'stream_broken', requests: 3, exit: 3, advises: /if it stays so/ } as const;
const whole = { code: null, requests: 1, exit: 0 } as const;

describeFaults('a stream that breaks', [
  {
    ...broken,
    fault: 'a reset before an item was completed',
    plan: { fault: 'reset_mid_stream' },
    says: /The connection to 127\.0\.0\.1:\d+ broke while the answer was read/,
  },
  { ...whole, fault: 'a reset after the answer was completed', plan: { fault: 'reset_after_item' } },
  { ...broken, fault: 'an end before an item was completed', plan: { fault: 'eof_before_item' } },
  { ...broken, fault: 'an end at once', plan: { fault: 'eof_at_once' } },
  { ...broken, fault: 'an end inside an event', plan: { fault: 'eof_mid_event' } },
  { ...whole, fault: 'an end without response.completed', plan: { fault: 'eof_without_completed' } },
  { ...whole, fault: 'a socket left open after response.completed', plan: { fault: 'open_after_completed' } },
  {
    code: null,
    requests: 2,
    exit: 0,
    fault: 'a reset once',
    plan: { fault: 'reset_mid_stream', on: 1 },
  },
  {
    ...broken,
    fault: 'response.done where response.completed belongs, and no item',
    plan: { fault: 'no_items' },
    code: 'output_invalid',
    requests: 2,
    advises: /another model or a higher effort/,
  },
  { ...whole, fault: 'an answer without usage', plan: { fault: 'no_usage' } },
]);

/** Each code of WIRE's table of failures, with what it means for the caller. */
const failures: readonly (Pick<Fault, 'code' | 'requests' | 'exit' | 'advises'> & { failure: string })[] = [
  {
    failure: 'context_length_exceeded',
    code: 'target_too_large',
    requests: 1,
    exit: 2,
    advises: /Send less/,
  },
  { failure: 'insufficient_quota', code: 'usage_limit', requests: 1, exit: 3, advises: /buy credits/ },
  { failure: 'usage_limit_reached', code: 'usage_limit', requests: 1, exit: 3, advises: /buy credits/ },
  { failure: 'usage_not_included', code: 'usage_limit', requests: 1, exit: 3, advises: /other credentials/ },
  {
    failure: 'invalid_prompt',
    code: 'forbidden',
    requests: 1,
    exit: 3,
    advises: /word the task differently/,
  },
  { failure: 'cyber_policy', code: 'forbidden', requests: 1, exit: 3, advises: /by policy/ },
  {
    failure: 'server_is_overloaded',
    code: 'upstream_failed',
    requests: 1,
    exit: 3,
    advises: /at capacity: wait, or choose another model/,
  },
  { failure: 'slow_down', code: 'upstream_failed', requests: 1, exit: 3, advises: /at capacity/ },
  { failure: 'server_error', code: 'upstream_failed', requests: 3, exit: 3, advises: /in trouble/ },
  { failure: 'a_code_of_the_future', code: 'upstream_failed', requests: 3, exit: 3, advises: /in trouble/ },
];

describeFaults(
  'response.failed',
  failures.map(({ failure, ...expected }) => ({
    ...expected,
    fault: failure,
    plan: { fault: 'failed', code: failure, message: `It failed: ${failure}.` },
    says: new RegExp(`gave up on the response: It failed: ${failure}\\. \\(${failure}\\)`),
  })),
);

describeFaults('a stream that says that something is wrong', [
  {
    fault: 'response.failed rate_limit_exceeded that names a delay, once',
    plan: {
      fault: 'failed',
      code: 'rate_limit_exceeded',
      message: 'Please try again in 1.5s.',
      on: 1,
    },
    retries: { wait: '20s' },
    code: null,
    requests: 2,
    exit: 0,
  },
  {
    fault: 'response.failed rate_limit_exceeded for longer than may be waited',
    plan: { fault: 'failed', code: 'rate_limit_exceeded', message: 'Please try again in 20m.' },
    code: 'rate_limited',
    requests: 1,
    exit: 3,
    retryIn: [1100, 1200],
    says: /Please try again in 20m/,
  },
  {
    fault: 'response.incomplete for its length',
    plan: { fault: 'incomplete' },
    code: 'output_invalid',
    requests: 1,
    exit: 3,
    says: /incomplete: it was cut off \(max_output_tokens\)/,
    advises: /Ask for less in one call, or lower the effort/,
  },
  {
    fault: 'response.incomplete by a filter',
    plan: { fault: 'incomplete', reason: 'content_filter' },
    code: 'forbidden',
    requests: 1,
    exit: 3,
    says: /cut the answer off by its content policy/,
  },
  {
    fault: 'an error event',
    plan: { fault: 'error_event', message: 'Something broke.' },
    code: 'upstream_failed',
    requests: 3,
    exit: 3,
    says: /reported an error: Something broke\./,
  },
]);

describeFaults('a stream that is too large', [
  { ...whole, fault: 'an event of 8 MB', plan: { fault: 'big_event', bytes: 8 * 1024 * 1024 } },
  {
    fault: 'an event of 33 MB',
    plan: { fault: 'big_event', bytes: 33 * 1024 * 1024 },
    code: 'upstream_failed',
    requests: 1,
    exit: 3,
    says: /one event of more than 32 MiB/,
    advises: /Ask for less in one call/,
  },
  {
    fault: 'a response of 65 MB',
    plan: { fault: 'big_response', bytes: 65 * 1024 * 1024 },
    code: 'upstream_failed',
    requests: 1,
    exit: 3,
    says: /a response of more than 64 MiB/,
  },
]);
