import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWindow, type Ticket } from './adaptive-window.ts';

interface Simulated {
  readonly finishedAt: number;
  /** Times of refusals, in milliseconds. */
  readonly refusals: readonly number[];
  readonly mostAtOnce: number;
}

/** Plays calls against a backend that serves `capacity` at once and refuses more, in simulated time. */
function simulate(options: {
  readonly calls: number;
  readonly limit: number;
  readonly capacity: number;
  latency(running: number): number;
}): Simulated {
  const window = createWindow(options.limit);
  const ends: { at: number; ticket: Ticket; refused: boolean }[] = [];
  const refusals: number[] = [];
  let now = 1;
  let left = options.calls;
  let serving = 0;
  let pausedUntil = 0;
  let mostAtOnce = 0;
  while (left > 0 || ends.length > 0) {
    while (left > 0 && now >= pausedUntil && ends.length < window.size) {
      left -= 1;
      const ticket = window.begin(now);
      const refused = serving >= options.capacity;
      if (!refused) serving += 1;
      ends.push({ at: now + (refused ? 2 : options.latency(serving)), ticket, refused });
      mostAtOnce = Math.max(mostAtOnce, ends.length);
    }
    ends.sort((a, b) => a.at - b.at);
    const end = ends.shift();
    if (end === undefined) {
      now = pausedUntil;
      continue;
    }
    now = Math.max(now, end.at);
    if (end.refused) {
      refusals.push(now);
      left += 1;
      const pause = window.refused(end.ticket);
      if (pause > 0) pausedUntil = Math.max(pausedUntil, now + pause);
    } else {
      serving -= 1;
      window.answered(end.ticket, now);
    }
  }
  return { finishedAt: now, refusals, mostAtOnce };
}

/** From 100 to 300 ms, spread evenly and the same each time. */
function spread(): (running: number) => number {
  let at = 0;
  return () => {
    at += 1;
    return 100 + ((at * 7919) % 200);
  };
}

describe('the window of calls at once', () => {
  test('finds what a backend takes, and keeps to it', () => {
    const { finishedAt, refusals } = simulate({ calls: 10_000, limit: 128, capacity: 50, latency: spread() });
    const ideal = (10_000 / 50) * 200;
    expect(ideal / finishedAt).toBeGreaterThan(0.95);
    expect(refusals.filter((at) => at > 5_000).length / 10_000).toBeLessThan(0.02);
  });

  test('finds it soon: 500 calls are near what is possible', () => {
    const { finishedAt } = simulate({ calls: 500, limit: 100, capacity: 50, latency: spread() });
    expect(((500 / 50) * 200) / finishedAt).toBeGreaterThan(0.85);
  });

  test('never passes its limit, and ends whatever the backend takes', () => {
    const numbers = fc.record({
      limit: fc.integer({ min: 1, max: 60 }),
      capacity: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(numbers, ({ limit, capacity }) => {
        const { mostAtOnce } = simulate({ calls: 300, limit, capacity, latency: spread() });
        expect(mostAtOnce).toBeLessThanOrEqual(limit);
      }),
    );
  });

  test('uses the whole limit where nothing is refused', () => {
    const { finishedAt, refusals } = simulate({
      calls: 2_000,
      limit: 64,
      capacity: 1_000,
      latency: () => 100,
    });
    expect(refusals).toEqual([]);
    expect(((2_000 / 64) * 100) / finishedAt).toBeGreaterThan(0.9);
  });

  test('gives way to a backend that refuses nothing but gets slower', () => {
    const latency = (running: number) => 1_000 * Math.max(1, running / 40) ** 3;
    const { finishedAt } = simulate({ calls: 5_000, limit: 64, capacity: 1_000, latency });
    // With 40 at once it takes 125 s, with 64 three times as long in all.
    expect(finishedAt).toBeLessThan(180_000);
    expect((5_000 / 64) * latency(64)).toBeGreaterThan(300_000);
  });

  test('sends one at a time after a failure, until something was ever answered', () => {
    const window = createWindow(64);
    const first = window.begin(1);
    window.failed();
    expect(window.size).toBe(1);
    window.answered(first, 2);
    expect(window.size).toBeGreaterThan(1);
    window.failed();
    expect(window.size).toBeGreaterThan(1);
  });
});
