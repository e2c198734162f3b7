import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorFromResponse } from './http-failure.ts';

const now = Date.parse('2026-11-20T10:00:00Z');

function failure(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  judgesIdentity = false,
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return errorFromResponse(
    { status, headers, text },
    { what: 'POST /x', now, secrets: ['sk-secret'], judgesIdentity },
  );
}

test.for([
  [400, 'upstream_failed', false],
  [401, 'auth_invalid', false],
  [402, 'upstream_failed', false],
  [403, 'forbidden', false],
  [404, 'model_unavailable', false],
  [408, 'upstream_failed', true],
  [413, 'target_too_large', false],
  [429, 'rate_limited', true],
  [302, 'upstream_failed', false],
  [500, 'upstream_failed', true],
  [503, 'upstream_failed', true],
  [529, 'upstream_failed', true],
] as const)('%s is %s', ([status, code, retryable]) => {
  expect(failure(status, { error: { message: 'why' } })).toMatchObject({
    code,
    retryable,
    status,
    message: `POST /x was answered with ${status}: why.`,
    hint: expect.any(String),
  });
});

test('both body shapes, plain text and pages for browsers are read', () => {
  expect(failure(400, { detail: 'Instructions are required' }).message).toContain(
    'Instructions are required',
  );
  expect(failure(422, { detail: [{ loc: ['body'], msg: 'bad' }] }).message).toContain('"msg":"bad"');
  expect(failure(400, { error: 'short' }).message).toContain('short');
  expect(failure(500, 'upstream connect error').message).toContain('upstream connect error');
  expect(failure(403, '<!DOCTYPE html><p>Checking').message).toBe('POST /x was answered with 403.');
  expect(failure(500, '').message).toBe('POST /x was answered with 500.');
});

test('a 400 about the window is a target that is too large', () => {
  expect(failure(400, { error: { code: 'context_length_exceeded' } })).toMatchObject({
    code: 'target_too_large',
  });
});

test.for(['usage_limit_reached', 'insufficient_quota', 'usage_not_included'])(
  'a 429 of type %s is a usage limit',
  (type) => {
    const error = failure(429, { error: { type, resets_at: now / 1000 + 60 } });
    expect(error).toMatchObject({ code: 'usage_limit', retryable: false, retryAt: new Date(now + 60_000) });
  },
);

test.for([
  [{ error: { resets_in_seconds: 30 } }, {}, 30],
  [{}, { 'retry-after': '7' }, 7],
  [{}, { 'retry-after': '-7' }, 0],
  [{}, { 'retry-after': 'Fri, 20 Nov 2026 10:01:00 GMT' }, 60],
] as const)('when to come back: %j %j', ([body, headers, seconds]) => {
  expect(failure(429, body, headers).retryAt).toEqual(new Date(now + seconds * 1000));
});

test('a Retry-After by the clock of the backend is read as so long from now', () => {
  const ahead = { date: 'Fri, 20 Nov 2026 11:00:00 GMT', 'retry-after': 'Fri, 20 Nov 2026 11:00:20 GMT' };
  expect(failure(429, {}, ahead).retryAt).toEqual(new Date(now + 20_000));
  const near = { date: 'Fri, 20 Nov 2026 10:00:02 GMT', 'retry-after': 'Fri, 20 Nov 2026 10:00:20 GMT' };
  expect(failure(429, {}, near).retryAt).toEqual(new Date(now + 20_000));
});

test('a time that no calendar has is none', () => {
  expect(failure(429, { error: { resets_at: 1e300 } }).retryAt).toBeUndefined();
  expect(failure(429, { error: { resets_in_seconds: 1e300 } }).retryAt).toBeUndefined();
});

test('a usage limit is known by its type or its code, in either body shape', () => {
  for (const body of [
    { error: { type: 'usage_limit_reached', code: 'rate_limit_exceeded' } },
    { detail: { code: 'usage_limit_reached', message: 'out of quota' } },
  ]) {
    expect(failure(429, body)).toMatchObject({ code: 'usage_limit' });
  }
  expect(failure(429, { detail: { message: 'out of quota' } }).message).toMatch(/429: out of quota\.$/);
});

test('a body that came compressed, unasked, is not shown', () => {
  const error = failure(400, '\u001f\u008b\u0008noise', { 'content-encoding': 'gzip' });
  expect(error.message).toBe('POST /x was answered with 400.');
});

test('a success of another kind is no refusal', () => {
  expect(failure(204, '')).toMatchObject({ retryable: false, hint: expect.stringContaining('base URL') });
});

test.for(['soon', '', '1e999'])('a Retry-After of %j says nothing', (value) => {
  expect(failure(429, {}, { 'retry-after': value }).retryAt).toBeUndefined();
});

test('a 403 or 404 that identity may have caused names its settings', () => {
  for (const status of [403, 404]) {
    expect(failure(status, { detail: 'Model not found' }, {}, true).hint).toContain('backend.originator');
    expect(failure(status, {}).hint).not.toContain('backend.originator');
  }
  expect(failure(403, '<html>').hint).toContain('backend.user_agent');
});

test('the request id is kept, and our key is taken out of what the backend says', () => {
  const error = failure(401, { error: { message: 'Incorrect key: sk-secret' } }, { 'x-request-id': 'req_1' });
  expect(error.requestId).toBe('req_1');
  expect(error.message).toContain('[credential]');
  expect(error.message).not.toContain('sk-secret');
});

test('whatever a backend says, the message is bounded and clean', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 300, max: 599 }),
      fc.oneof(fc.string({ unit: 'binary', maxLength: 900 }), fc.json()),
      (status, body) => {
        const error = failure(status, body);
        expect(Buffer.byteLength(error.message)).toBeLessThan(2000);
        expect(error.message).not.toMatch(/(?![\n\t])\p{Cc}|\u202e/u);
      },
    ),
  );
});
