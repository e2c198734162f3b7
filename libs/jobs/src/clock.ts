/** Two clocks: one to tell people when, one to measure how long. */
export interface Clock {
  /** Epoch milliseconds; jumps when somebody sets the time. */
  now(): number;
  /**
   * Milliseconds since some point before this process, the same point for every process of one boot. Never jumps;
   * on Linux it stands still while the machine sleeps (CLOCK_MONOTONIC), so that sleep ages nobody.
   */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => Number(process.hrtime.bigint() / 1_000_000n),
};
