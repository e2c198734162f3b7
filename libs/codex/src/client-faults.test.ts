import type { FaultPlan } from '@codex-pro/emulator';
import { expect, test } from 'vitest';
import type { CallClocks } from './client-settings.ts';
import { call, patient, startFixture } from './testing/client-fixture.ts';

interface Case {
  readonly fault: FaultPlan;
  readonly code: string;
  readonly requests: number;
  readonly says?: RegExp;
  /** Only the clock that is meant to expire is short. */
  readonly clocks?: Partial<CallClocks>;
}

/** One fault a class; the long table is in the fire tests. */
const cases: Readonly<Record<string, Case>> = {
  'a 400 with an error object': {
    fault: { fault: 'bad_request' },
    code: 'upstream_failed',
    requests: 1,
    says: /400: bad thing/,
  },
  'a 400 with a detail': {
    fault: { fault: 'bad_request_detail' },
    code: 'upstream_failed',
    requests: 1,
    says: /Unsupported parameter/,
  },
  'a 401': { fault: { fault: 'unauthorized' }, code: 'auth_invalid', requests: 1 },
  'a 403 page': { fault: { fault: 'forbidden_html' }, code: 'forbidden', requests: 1 },
  'a 404 model': { fault: { fault: 'model_not_found' }, code: 'model_unavailable', requests: 1 },
  'a 413': { fault: { fault: 'too_large' }, code: 'target_too_large', requests: 1 },
  'a 429 that asks for an hour': {
    fault: { fault: 'rate_limited', retry_after: 3600 },
    code: 'rate_limited',
    requests: 1,
  },
  'a 429 for ever': { fault: { fault: 'rate_limited' }, code: 'rate_limited', requests: 3 },
  'a usage limit': { fault: { fault: 'usage_limit' }, code: 'usage_limit', requests: 1 },
  'no quota': { fault: { fault: 'insufficient_quota' }, code: 'usage_limit', requests: 1 },
  'a plan without Codex': { fault: { fault: 'usage_not_included' }, code: 'usage_limit', requests: 1 },
  '500 for ever': { fault: { fault: 'server_error' }, code: 'upstream_failed', requests: 3 },
  'overloaded for ever': { fault: { fault: 'overloaded' }, code: 'upstream_failed', requests: 3 },
  'a redirect': { fault: { fault: 'redirect' }, code: 'upstream_failed', requests: 1, says: /307/ },
  'a stream that a proxy compressed': {
    fault: { fault: 'gzip' },
    code: 'upstream_failed',
    requests: 1,
    says: /gzip/,
  },
  'a reset before the headers': {
    fault: { fault: 'reset_before_headers' },
    code: 'upstream_failed',
    requests: 3,
  },
  'headers that never come': {
    fault: { fault: 'headers_never' },
    code: 'timed_out',
    requests: 3,
    says: /clock `first_event`/,
    clocks: { first_event: 100 },
  },
  'silence after the headers': {
    fault: { fault: 'silence_after_headers' },
    code: 'timed_out',
    requests: 3,
    says: /clock `first_event`/,
    clocks: { first_event: 100 },
  },
  'silence within the stream': {
    fault: { fault: 'silence_mid_stream' },
    code: 'timed_out',
    requests: 3,
    says: /clock `idle`/,
    clocks: { idle: 100 },
  },
  'a byte now and then': {
    fault: { fault: 'drip', ms: 50 },
    code: 'timed_out',
    requests: 3,
    clocks: { first_event: 200 },
  },
  'comments only': {
    fault: { fault: 'comments_only', ms: 50 },
    code: 'timed_out',
    requests: 3,
    clocks: { first_event: 200 },
  },
  'events without end': {
    fault: { fault: 'endless', ms: 50 },
    code: 'timed_out',
    requests: 1,
    says: /clock `call`/,
    clocks: { call: 600 },
  },
  'a reset within the stream': { fault: { fault: 'reset_mid_stream' }, code: 'stream_broken', requests: 3 },
  'an end before an item': { fault: { fault: 'eof_before_item' }, code: 'stream_broken', requests: 3 },
  'an end in a character': { fault: { fault: 'eof_mid_event' }, code: 'stream_broken', requests: 3 },
  'JSON instead of a stream': {
    fault: { fault: 'json_instead_of_stream' },
    code: 'stream_broken',
    requests: 3,
  },
  'response.failed server_error': { fault: { fault: 'failed' }, code: 'upstream_failed', requests: 3 },
  'response.failed invalid_prompt': {
    fault: { fault: 'failed', code: 'invalid_prompt' },
    code: 'forbidden',
    requests: 1,
  },
  'response.failed context_length_exceeded': {
    fault: { fault: 'failed', code: 'context_length_exceeded' },
    code: 'target_too_large',
    requests: 1,
  },
  'response.failed insufficient_quota': {
    fault: { fault: 'failed', code: 'insufficient_quota' },
    code: 'usage_limit',
    requests: 1,
  },
  'an error event': { fault: { fault: 'error_event' }, code: 'upstream_failed', requests: 3 },
  'incomplete by length': { fault: { fault: 'incomplete' }, code: 'output_invalid', requests: 1 },
  'incomplete by policy': {
    fault: { fault: 'incomplete', reason: 'content_filter' },
    code: 'forbidden',
    requests: 1,
  },
  'a refusal of the model': {
    fault: { fault: 'output_refused' },
    code: 'forbidden',
    requests: 1,
    says: /I cannot help/,
  },
  'an empty answer': { fault: { fault: 'output_empty' }, code: 'output_invalid', requests: 1 },
  'no message at all': { fault: { fault: 'output_absent' }, code: 'output_invalid', requests: 1 },
  'deltas without items': { fault: { fault: 'no_items' }, code: 'output_invalid', requests: 1 },
};

test.for(Object.entries(cases))('%s ends in one error', async ([, each]) => {
  const { fault, code, requests, says, clocks = {} } = each;
  await using fixture = await startFixture();
  fixture.emulator.fail(fault);
  const client = await fixture.client({ clocks });
  await expect(client.respond(call, patient)).rejects.toMatchObject({
    code,
    message: says ?? expect.any(String),
    hint: expect.any(String),
  });
  expect(fixture.emulator.modelRequests).toHaveLength(requests);
  expect(fixture.records.map((record) => record.attempt)).toEqual([1, 2, 3].slice(0, requests));
  // An empty answer is an answer to the ledger, and paid for.
  const empty = ['output_empty', 'output_absent', 'no_items'].includes(fault.fault);
  expect(fixture.records.at(-1)?.errorCode).toBe(empty ? null : code);
  await expect.poll(() => fixture.emulator.openRequests).toBe(0);
});

test.for([
  'open_after_completed',
  'no_usage',
  'completed_without_id',
  'done_instead_of_completed',
  'malformed_events',
  'crlf',
  'comments',
  'bare_data_lines',
  'eof_without_completed',
  'reset_after_item',
] as const)('the answer is whole in spite of %s', async (fault) => {
  await using fixture = await startFixture();
  fixture.emulator.fail({ fault });
  const client = await fixture.client();
  const answer = await client.respond(call, patient);
  expect(answer.text).toBe('This is the answer of the emulator.');
  expect(fixture.emulator.modelRequests).toHaveLength(1);
  const told = ![
    'no_usage',
    'completed_without_id',
    'done_instead_of_completed',
    'eof_without_completed',
    'reset_after_item',
  ].includes(fault);
  expect(answer.usage === null).toBe(!told);
  expect(client.usage().cost_note.includes('Not counted: 1 answer')).toBe(!told);
  expect(fixture.records[0]).toMatchObject({ errorCode: null, costUsd: told ? expect.any(Number) : null });
  await expect.poll(() => fixture.emulator.openRequests).toBe(0);
});

test('silence after a complete message ends in that message, by the idle clock', async () => {
  await using fixture = await startFixture();
  fixture.emulator.fail({ fault: 'silence_after_item' });
  const client = await fixture.client({ clocks: { idle: 200 } });
  expect(await client.respond(call, patient)).toMatchObject({
    text: 'This is the answer of the emulator.',
    complete: false,
    usage: null,
  });
});

test('an attempt that fails once is made good by the next, and both are in the ledger', async () => {
  await using fixture = await startFixture();
  fixture.emulator.fail({ fault: 'server_error', on: 1 });
  const client = await fixture.client();
  await client.respond(call, patient);
  expect(fixture.records.map(({ attempt, errorCode }) => [attempt, errorCode])).toEqual([
    [1, 'upstream_failed'],
    [2, null],
  ]);
  expect(new Set(fixture.records.map((record) => record.callId)).size).toBe(1);
  expect(client.usage()).toMatchObject({ requests: 1, attempts: 2 });
  expect(fixture.events).toMatchObject([{ type: 'retry', attempt: 1, code: 'upstream_failed' }]);
});

test('after a completed reasoning item the next attempt goes on from it', async () => {
  await using fixture = await startFixture();
  const reasoning = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed' };
  fixture.emulator.play({
    replies: [
      { items: [reasoning], reasoning: false, times: 1, fault: { fault: 'eof_without_completed' } },
      { text: 'done', reasoning: false },
    ],
  });
  const client = await fixture.client();
  const answer = await client.respond(call, patient);
  expect(answer.text).toBe('done');
  expect(answer.items.map((item) => item.type)).toEqual(['reasoning', 'message']);
  expect(fixture.emulator.modelRequests[1]?.body).toMatchObject({
    input: [{ role: 'developer' }, { role: 'user' }, { type: 'reasoning', id: 'rs_1' }],
  });
});

test('tool calls that were completed before a break are answered, not asked for again', async () => {
  await using fixture = await startFixture();
  fixture.emulator.play({
    replies: [{ calls: [{ name: 'run', arguments: { cmd: 'ls' } }], fault: { fault: 'reset_after_item' } }],
  });
  const client = await fixture.client();
  const answer = await client.respond(call, patient);
  expect(answer).toMatchObject({ complete: false, text: '' });
  expect(answer.items.at(-1)).toMatchObject({ type: 'function_call', name: 'run' });
  expect(fixture.emulator.modelRequests).toHaveLength(1);
});

test('a message cut off in its JSON is no answer: the call is tried again', async () => {
  await using fixture = await startFixture();
  fixture.emulator.play({
    replies: [
      { text: '{"verdict":', times: 1, fault: { fault: 'eof_without_completed' } },
      { text: '{"verdict":"ok"}' },
    ],
  });
  const client = await fixture.client();
  const schema = {
    type: 'object',
    properties: { verdict: { type: 'string' } },
    required: ['verdict'],
    additionalProperties: false,
  };
  const answer = await client.respond({ ...call, format: { name: 'answer', schema } }, patient);
  expect(answer.text).toBe('{"verdict":"ok"}');
  expect(JSON.stringify(fixture.emulator.modelRequests[1]?.body)).not.toContain('"{\\"verdict\\":"');
});

test('a refused connection is tried three times', async () => {
  await using fixture = await startFixture();
  const client = await fixture.client();
  await fixture.emulator.network('refused');
  await expect(client.respond(call, patient)).rejects.toMatchObject({
    code: 'upstream_failed',
    message: /refused the connection/,
  });
  expect(fixture.records).toHaveLength(3);
  expect(fixture.records[0]).toMatchObject({ httpStatus: null, firstEventAt: null });
});

test('a cancelled call ends at once, in the middle of a wait', async () => {
  await using fixture = await startFixture();
  fixture.emulator.fail({ fault: 'rate_limited', retry_after: 4 });
  const client = await fixture.client({ retries: { attempts: 3, wait: 5000 } });
  const stop = new AbortController();
  const started = Date.now();
  const failed = client.respond(call, { signal: stop.signal });
  setTimeout(() => stop.abort(new Error('the user went away')), 200);
  await expect(failed).rejects.toMatchObject({ code: 'cancelled' });
  expect(Date.now() - started).toBeLessThan(2000);
});

test('a key that the backend echoes is not in the error', async () => {
  await using fixture = await startFixture();
  fixture.emulator.fail({ fault: 'bad_request', message: 'Incorrect API key provided: emulator-key.' });
  const client = await fixture.client();
  const error: unknown = await client.respond(call, patient).catch((error: unknown) => error);
  expect(String(error)).toContain('[credential]');
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('emulator-key');
});

test('faults in a row open the breaker of this capability', async () => {
  await using fixture = await startFixture();
  fixture.emulator.fail({ fault: 'server_error' });
  const client = await fixture.client({ retries: { attempts: 1, wait: 0 } });
  for (let calls = 0; calls < 5; calls += 1) {
    await expect(client.respond(call, patient)).rejects.toMatchObject({ code: 'upstream_failed' });
  }
  await expect(client.respond(call, patient)).rejects.toMatchObject({
    code: 'circuit_open',
    retryAt: expect.any(Date),
  });
  expect(fixture.emulator.modelRequests).toHaveLength(5);
  const other = await fixture.client({ options: { capability: 'rescue' } });
  await expect(other.respond(call, patient)).rejects.toMatchObject({ code: 'upstream_failed' });
});

test('an input longer than the backend takes is not sent', async () => {
  await using fixture = await startFixture();
  const client = await fixture.client();
  const input = [
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'x'.repeat(1_048_570) }] },
  ] as const;
  await expect(client.respond({ ...call, input }, patient)).rejects.toMatchObject({
    code: 'target_too_large',
  });
  expect(fixture.emulator.modelRequests).toEqual([]);
});

test('after close what runs is ended', async () => {
  await using fixture = await startFixture();
  fixture.emulator.fail({ fault: 'headers_never' });
  const client = await fixture.client();
  const failed = client.respond(call, patient);
  failed.catch(() => undefined);
  await expect.poll(() => fixture.emulator.openRequests).toBe(1);
  await client.close();
  await expect(failed).rejects.toMatchObject({ code: 'cancelled' });
});

test('the making of a client ends with its signal, though the catalogue hangs', async () => {
  await using fixture = await startFixture();
  await fixture.signIn();
  fixture.emulator.fail({ fault: 'headers_never', endpoint: 'models' });
  const stop = new AbortController();
  const made = fixture.chatgptClient({ options: { signal: stop.signal } });
  made.catch(() => undefined);
  await expect.poll(() => fixture.emulator.openRequests).toBe(1);
  stop.abort(new Error('cancelled by the user'));
  await expect(made).rejects.toMatchObject({ code: 'cancelled' });
  await expect.poll(() => fixture.emulator.openRequests).toBe(0);
});

test('a caller that paces many calls gets a 429 at once, with its time, and hears of each attempt', async () => {
  await using fixture = await startFixture();
  fixture.emulator.fail({ fault: 'rate_limited', retry_after: 7, on: 1 });
  const client = await fixture.client();
  const attempts: unknown[] = [];
  const options = {
    ...patient,
    rateLimited: 'throw' as const,
    onAttempt: (attempt: unknown) => attempts.push(attempt),
  };
  await expect(client.respond(call, options)).rejects.toMatchObject({
    code: 'rate_limited',
    retryable: false,
    retryAt: expect.any(Date),
  });
  await client.respond(call, options);
  expect(fixture.emulator.modelRequests).toHaveLength(2);
  expect(attempts).toEqual(fixture.records);
  expect(fixture.records.map(({ errorCode }) => errorCode)).toEqual(['rate_limited', null]);
});
