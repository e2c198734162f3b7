import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PromptCache } from './prompt-cache.ts';

test('a prompt that was never seen costs its length and is kept', () => {
  expect(new PromptCache().count('k', 'x'.repeat(8192))).toEqual({ input: 2048, cached: 0, written: 2048 });
});

test('under 1,024 tokens nothing is cached', () => {
  const cache = new PromptCache();
  cache.count('k', 'x'.repeat(4000));
  expect(cache.count('k', 'x'.repeat(4000))).toEqual({ input: 1000, cached: 0, written: 0 });
});

test('another key shares nothing', () => {
  const cache = new PromptCache();
  cache.count('a', 'x'.repeat(8192));
  expect(cache.count('b', 'x'.repeat(8192)).cached).toBe(0);
});

test('the cached part is the longest common prefix, in steps of 128 tokens', () => {
  fc.assert(
    fc.property(fc.nat(12_000), fc.nat(3_000), fc.nat(3_000), (shared, first, second) => {
      const cache = new PromptCache();
      const prefix = 'The same words again and again. '.repeat(400).slice(0, shared);
      cache.count('k', `${prefix}A${'a'.repeat(first)}`);
      const { cached, input, written } = cache.count('k', `${prefix}B${'b'.repeat(second)}`);
      const whole = Math.floor(shared / 512) * 128;
      expect(cached).toBe(whole >= 1024 ? whole : 0);
      expect(cached + written).toBeLessThanOrEqual(input);
    }),
  );
});

test('the text is counted in bytes, about four a token', () => {
  expect(new PromptCache().count('k', 'é'.repeat(100)).input).toBe(50);
});
