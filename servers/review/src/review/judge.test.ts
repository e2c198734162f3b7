import { describe, expect, it } from 'vitest';
import { type Judged, judge } from './judge.ts';

const clean: Judged = { findings: [], unanchored: [], packComplete: true, allAnswered: true };

describe('the verdict', () => {
  it.each<[string, Partial<Judged>, string]>([
    ['a complete review without findings', {}, 'approve'],
    ['minor findings only', { findings: [{ priority: 3 }] }, 'approve'],
    ['a normal finding', { findings: [{ priority: 3 }, { priority: 2 }] }, 'needs_attention'],
    ['a blocker', { findings: [{ priority: 0 }] }, 'needs_attention'],
    ['a grave claim that could not be tied to code', { unanchored: [1] }, 'needs_attention'],
    ['a minor claim that could not be tied to code', { unanchored: [3] }, 'approve'],
    ['a pack that is not complete', { packComplete: false }, 'needs_attention'],
    ['a reviewer that did not answer', { allAnswered: false }, 'needs_attention'],
  ])('of %s', (_, change, verdict) => {
    expect(judge({ ...clean, ...change })).toBe(verdict);
  });
});
