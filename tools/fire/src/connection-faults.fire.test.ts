import { describeFaults } from './describe-faults.ts';

const broken = { code: 'upstream_failed', requests: 0, attempts: 3, exit: 3 } as const;
const silent = { code: 'timed_out', exit: 3, advises: /raise the setting clocks\.\w+/ } as const;

describeFaults('a backend that cannot be reached', [
  {
    ...broken,
    fault: 'the connection is refused',
    arrange: ({ emulator }) => emulator.network('refused'),
    says: /127\.0\.0\.1:\d+ refused the connection/,
    advises: /Check that the server runs, and the base URL/,
  },
  {
    ...broken,
    fault: 'the name cannot be resolved',
    arrange: ({ env }) => {
      env['CODEX_PRO_BASE_URL'] = 'https://backend.invalid/v1';
    },
    // Where nobody answers for names at all, the clock ends the waiting.
    clocks: { connect: '3s' },
    says: /The name backend\.invalid cannot be resolved|was not made within 3s/,
    advises: /Check the network and the base URL|clocks\.connect/,
  },
  {
    ...broken,
    fault: 'connecting hangs',
    clocks: { connect: '300ms' },
    arrange: ({ emulator }) => emulator.network('hanging'),
    says: /The connection .*was not made within 300ms \(clock `connect`\)/,
    advises: /clocks\.connect/,
  },
  {
    ...broken,
    fault: 'the connection is reset before an answer',
    plan: { fault: 'reset_before_headers' },
    requests: 3,
    says: /closed before an answer came/,
    advises: /Try again; if it stays so, check the network and the proxy/,
  },
]);

describeFaults('a backend that falls silent', [
  {
    ...silent,
    fault: 'headers never come',
    clocks: { first_event: '400ms' },
    plan: { fault: 'headers_never' },
    requests: 3,
    says: /sent no event within 400ms \(clock `first_event`\)/,
  },
  {
    ...silent,
    fault: 'silence after the headers',
    clocks: { first_event: '400ms' },
    plan: { fault: 'silence_after_headers' },
    requests: 3,
    says: /clock `first_event`/,
  },
  {
    ...silent,
    fault: 'silence in the middle of the stream',
    clocks: { idle: '300ms' },
    plan: { fault: 'silence_mid_stream' },
    requests: 3,
    says: /fell silent: no further event came within 300ms \(clock `idle`\)/,
  },
  {
    ...silent,
    fault: 'one byte at a time for ever',
    clocks: { first_event: '900ms' },
    plan: { fault: 'drip', ms: 100 },
    requests: 3,
    says: /clock `first_event`/,
  },
  {
    ...silent,
    fault: 'comments for ever',
    clocks: { first_event: '900ms' },
    plan: { fault: 'comments_only', ms: 100 },
    requests: 3,
    says: /clock `first_event`/,
  },
  {
    ...silent,
    fault: 'events for ever',
    clocks: { call: '2s' },
    plan: { fault: 'endless', ms: 100 },
    requests: 1,
    says: /The call to the model did not end within 2s \(clock `call`\)/,
  },
  {
    ...silent,
    fault: 'a job that takes longer than it may',
    clocks: { job: '2s' },
    plan: { fault: 'endless', ms: 100 },
    requests: 1,
    state: 'timed_out',
    says: /reached its time limit of 2000 ms/,
    advises: /clocks\.job/,
  },
]);
