import type { Clock } from '../clock.ts';

export interface FakeClock extends Clock {
  /** Time passes, on both clocks. */
  advance(ms: number): void;
  /** Somebody sets the time: only the wall clock moves. */
  jump(ms: number): void;
}

export function fakeClock(): FakeClock {
  let wall = Date.parse('2026-11-20T10:00:00Z');
  let monotonic = 1_000_000;
  return {
    now: () => wall,
    monotonic: () => monotonic,
    advance(ms) {
      wall += ms;
      monotonic += ms;
    },
    jump(ms) {
      wall += ms;
    },
  };
}
