import { expect, test } from 'vitest';
import { pathPattern } from './path-pattern.ts';

test.each([
  ['*.ts', 'a/b/c.ts', true],
  ['*.ts', 'c.tsx', false],
  ['src/*.ts', 'src/a.ts', true],
  ['src/*.ts', 'src/b/a.ts', false],
  ['src/**/*.ts', 'src/a.ts', true],
  ['src/**/*.ts', 'src/b/c/a.ts', true],
  ['**/test/**', 'a/test/b/c', true],
  ['**/test/**', 'a/tests/b', false],
  ['?.c', 'a.c', true],
  ['?.c', 'ab.c', false],
  ['*.{c,h}', 'x/a.h', true],
  ['*.{c,h}', 'a.cpp', false],
  ['{src,lib}/**', 'lib/a', true],
  ['a[1].ts', 'a[1].ts', true],
  ['*', '\u{1f600}', true],
])('%s and %s', (pattern, path, fits) => {
  expect(pathPattern(pattern)(path)).toBe(fits);
});

test('no pattern takes for ever', () => {
  expect(pathPattern(`${'*a'.repeat(200)}b`)('a'.repeat(250))).toBe(false);
  expect(pathPattern(`${'**/a/'.repeat(80)}b`)('a/'.repeat(200))).toBe(false);
  expect(() => pathPattern('{a,b}'.repeat(30))).toThrow('too many choices');
});
