import { expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import { isLoopback, proxyFor } from './proxy.ts';

const through = (url: string, noProxy: string) =>
  proxyFor(new URL(url), { HTTPS_PROXY: 'http://proxy.test:3128', NO_PROXY: noProxy })?.label ?? 'direct';

test.each([
  ['https://api.test', '', 'proxy.test:3128'],
  ['https://api.test', 'other.test', 'proxy.test:3128'],
  ['https://api.test', '*', 'direct'],
  ['https://api.test', 'other.test, API.test', 'direct'],
  ['https://api.test.', 'api.test', 'direct'],
  ['https://a.api.test', 'api.test', 'direct'],
  ['https://a.api.test', '.api.test', 'direct'],
  ['https://a.api.test', '*.api.test', 'direct'],
  ['https://notapi.test', 'api.test', 'proxy.test:3128'],
  ['https://api.test', 'api.test:443', 'direct'],
  ['https://api.test', 'api.test:8443', 'proxy.test:3128'],
  ['https://[2001:db8::1]:8443', '[2001:db8::1]:8443', 'direct'],
  ['https://[2001:db8::1]', '2001:db8::1', 'direct'],
  ['https://localhost:1', '', 'direct'],
  ['https://127.0.0.1:1', '', 'direct'],
  ['http://api.test', '', 'direct'],
])('%s with NO_PROXY "%s" goes %s', (url, noProxy, expected) => {
  expect(through(url, noProxy)).toBe(expected);
});

test('ALL_PROXY counts after HTTPS_PROXY and before HTTP_PROXY; a SOCKS one is passed over', () => {
  const label = (env: NodeJS.ProcessEnv) => proxyFor(new URL('https://api.test'), env)?.label ?? 'direct';
  expect(label({ ALL_PROXY: 'http://all:1', HTTP_PROXY: 'http://http:1' })).toBe('all:1');
  expect(label({ all_proxy: 'http://all:1', HTTPS_PROXY: 'http://https:1' })).toBe('https:1');
  expect(label({ ALL_PROXY: 'socks5h://127.0.0.1:1080', HTTP_PROXY: 'http://http:1' })).toBe('http:1');
  expect(label({ ALL_PROXY: 'socks5://127.0.0.1:1080' })).toBe('direct');
});

test('no variable, no proxy; an empty one counts as none', () => {
  expect(proxyFor(new URL('https://api.test'), {})).toBeNull();
  expect(proxyFor(new URL('https://api.test'), { HTTPS_PROXY: ' ' })).toBeNull();
});

test.each(['socks5://user:canary@proxy.test', 'http://user:canary@'])(
  '%s is refused without being shown',
  (value) => {
    const read = () => proxyFor(new URL('https://api.test'), { HTTPS_PROXY: value });
    expect(read).toThrow(ConfigError);
    expect(read).not.toThrow(/canary/);
  },
);

test.each(['localhost', 'a.localhost', '127.0.0.1', '127.9.9.9', '[::1]', 'localhost.'])(
  '%s is loopback',
  (host) => {
    expect(isLoopback(host)).toBe(true);
  },
);
test.each(['localhost.example', '128.0.0.1', '127.0.0.1.example', '[::2]'])('%s is not loopback', (host) => {
  expect(isLoopback(host)).toBe(false);
});
