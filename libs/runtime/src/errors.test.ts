import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CancelledError, ConfigError, cleanText, toErrorReport, UpstreamError } from './errors.ts';

test('an error of ours is reported with its code, hint and time, and without its cause', () => {
  const error = new UpstreamError('usage_limit', 'Used up.', {
    hint: 'Wait.',
    retryAt: new Date(0),
    cause: new Error('private'),
  });
  expect(toErrorReport(error)).toEqual({
    code: 'usage_limit',
    message: 'Used up.',
    hint: 'Wait.',
    retry_at: '1970-01-01T00:00:00.000Z',
  });
  expect(toErrorReport(new CancelledError())).toEqual({ code: 'cancelled', message: 'Cancelled.' });
});

test.each([new TypeError('x is not a function'), 'a string', undefined])(
  '%s is a bug and says so',
  (thrown) => {
    expect(toErrorReport(thrown)).toMatchObject({
      code: 'internal',
      message: expect.stringContaining('This is a bug in codex-pro'),
    });
  },
);

test('a secret that a backend echoes is in no message, hint or bug report', () => {
  const echo = 'Incorrect API key provided: sk-canary0123456789abcdef.';
  const error = new ConfigError('auth_invalid', echo, { hint: echo });
  expect(JSON.stringify([toErrorReport(error), toErrorReport(new Error(echo))])).not.toContain('canary');
});

test('a clean text is short, whole UTF-8, and free of what can rewrite a terminal', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.integer({ min: 10, max: 100 }),
      (text, max) => {
        const clean = cleanText(`\u001b[2J\u202e${text}`, max);
        expect(Buffer.byteLength(clean)).toBeLessThanOrEqual(max);
        expect(clean.replace(/[\n\t]/g, '')).not.toMatch(/\p{Cc}|\u202e/u);
        expect(clean.isWellFormed()).toBe(true);
      },
    ),
  );
});
