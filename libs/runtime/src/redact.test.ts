import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactSecrets } from './redact.ts';

const hex = (length: number) => '0a1b2c3d4e5f6a7b8c9d'.repeat(10).slice(0, length);
const jwt = `eyJ${hex(20)}.eyJ${hex(30)}.${hex(43)}`;

test.each([
  ['openai_key', `key sk-proj-${hex(40)} end`],
  ['openai_key', `sk-ant-api03-${hex(40)}`],
  ['openai_key', `Incorrect API key provided: sk-${hex(20)}`],
  ['jwt', `{"access_token":"${jwt}"}`],
  ['authorization', `Authorization: Bearer ${hex(30)}`],
  ['authorization', `proxy-authorization: basic dXNlcjpwYXNzd29yZA==`],
  ['url_credentials', 'connect to https://user:p4ss-word@proxy.test:3128/'],
  ['url_credentials', 'postgres://app:hunter2@db.test/app'],
  ['github_token', `ghp_${hex(36)}`],
  ['github_token', `github_pat_${hex(60)}`],
  ['aws_key', 'AKIAIOSFODNN7EXAMPLE'],
  ['slack_token', `xoxb-${hex(30)}`],
  ['google_key', `AIza${hex(35)}`],
  ['npm_token', `npm_${hex(36)}`],
  ['stripe_key', `sk_live_${hex(24)}`],
  ['assignment', `const apiKey = "q8Zr4pT1mV7xK2wN9sLb";`],
  ['assignment', `"db_password": 'q8Zr4pT1mV7xK2wN9sLb'`],
])('%s is found in: %s', (kind, text) => {
  const { text: clean, found } = redactSecrets(text);
  expect(found).toEqual([{ kind, line: 1 }]);
  expect(clean).toContain(`[redacted:${kind}]`);
});

test.each([
  'a task-based approach to risk-management-in-2024-systems',
  'const token = process.env.TOKEN;',
  'password: "correct horse battery staple"',
  'git@github.com:openai/codex.git',
  'https://example.com/@scope/package@1.2.3',
  'mailto someone@example.com',
  '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'const tokenizer = "cl100k_base";',
  'The bearer of this letter',
])('nothing is found in: %s', (text) => {
  expect(redactSecrets(text)).toEqual({ text, found: [] });
});

test('a private key goes whole, and the lines after it keep their numbers', () => {
  const body = Array.from({ length: 5 }, () => hex(64)).join('\n');
  const text = `first\n-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----\nlast AKIAIOSFODNN7EXAMPLE`;
  const { text: clean, found } = redactSecrets(text);
  expect(clean).not.toContain(hex(64));
  expect(clean.split('\n')).toHaveLength(text.split('\n').length);
  expect(found).toEqual([
    { kind: 'private_key', line: 2 },
    { kind: 'aws_key', line: 9 },
  ]);
});

test('a secret within another is replaced once, and what was replaced stays as it is', () => {
  const once = redactSecrets(`Authorization: Bearer ${jwt}`);
  expect(once.found).toHaveLength(1);
  expect(redactSecrets(once.text)).toEqual({ text: once.text, found: [] });
});

test('whatever stands around it, a secret goes, the rest stays, and lines are kept', () => {
  const words = fc.array(fc.constantFrom('plain', 'text', '\n', ' ', '"', '{', '}', 'é', '- '), {
    maxLength: 20,
  });
  const secret = fc.constantFrom(`sk-proj-${hex(40)}`, jwt, `ghp_${hex(36)}`, 'AKIAIOSFODNN7EXAMPLE');
  fc.assert(
    fc.property(words, secret, words, (before, secret, after) => {
      const head = `${before.join('')} `;
      const tail = ` ${after.join('')}`;
      const { text, found } = redactSecrets(head + secret + tail);
      expect(text).toBe(`${head}[redacted:${found[0]?.kind}]${tail}`);
      expect(found).toEqual([{ kind: expect.any(String), line: head.split('\n').length }]);
    }),
  );
});

test.each([
  'eyJ-',
  'eyJa.',
  'sk-',
  'sk-a.',
  'https://a:',
  'password',
  'password="',
  '-----BEGIN PRIVATE KEY-----',
  'Bearer ',
  'xoxb-a ',
])('a megabyte of "%s" is no trap', (piece) => {
  const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
  expect(redactSecrets(text).text.length).toBeGreaterThan(0);
});
