import type { CountTokens } from './token-count.ts';

/** What may still be put into a request. Every field must hold. */
export interface PackLimits {
  readonly tokens: number;
  /** Counted as they go over the wire: inside a JSON string, escapes included. */
  readonly characters: number;
}

/** How much of the limits a text takes, with the line end that joins it to the next. */
export function sizeOf(text: string, count: CountTokens): PackLimits {
  return { tokens: count(text) + 1, characters: JSON.stringify(text).length };
}

export function sum(a: PackLimits, b: PackLimits): PackLimits {
  return { tokens: a.tokens + b.tokens, characters: a.characters + b.characters };
}

export function fits(size: PackLimits, limits: PackLimits): boolean {
  return size.tokens <= limits.tokens && size.characters <= limits.characters;
}

export const nothing: PackLimits = { tokens: 0, characters: 0 };
