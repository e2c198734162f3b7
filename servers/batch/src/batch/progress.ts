import type { UsageTotal } from '@codex-pro/codex';

/** Says how a batch is going. */
export interface Pace {
  begin(finished: number): void;
  ended(failed: boolean): void;
  pause(until: number | null): void;
}

/** Often enough to watch, seldom enough not to matter. */
const reportEveryMs = 500;
/** The rate is of this last while. */
const rateOverMs = 30_000;

export function createPace(options: {
  report(phase: string, count: { done: number; total: number }): void;
  usage(): UsageTotal;
  /** Chunks of the batch, and those to be sent now. */
  readonly total: number;
  readonly due: number;
  readonly now?: () => number;
}): Pace {
  const { report, usage, total, due, now = Date.now } = options;
  const ends: number[] = [];
  let finished = 0;
  let ended = 0;
  let failed = 0;
  let began = 0;
  let reportedAt = Number.NEGATIVE_INFINITY;
  let pausedUntil: number | null = null;

  const say = (): void => {
    const time = now();
    const { input_tokens: input, output_tokens: output, cost_usd: cost } = usage();
    const rate = rateAt(time);
    const left = due - ended;
    const words = [
      pausedUntil === null ? null : `paused until ${new Date(pausedUntil).toISOString().slice(11, 19)} UTC`,
      rate === null ? 'running the batch' : `${rate >= 10 ? rate.toFixed(0) : rate.toFixed(1)} chunks/s`,
      rate === null || left === 0 ? null : `${durationText((left / rate) * 1000)} left`,
      input + output === 0 ? null : `${countText(input + output)} tokens`,
      cost === null || cost === 0 ? null : `$${cost.toFixed(cost < 1 ? 3 : 2)}`,
      failed === 0 ? null : `${failed} failed`,
    ];
    reportedAt = time;
    report(words.filter((word) => word !== null).join(', '), { done: finished, total });
  };

  const rateAt = (time: number): number | null => {
    while ((ends[0] ?? time) < time - rateOverMs) ends.shift();
    const span = Math.min(rateOverMs, time - began);
    return ends.length === 0 || span < 200 ? null : (ends.length * 1000) / span;
  };

  return {
    begin(before) {
      finished = before;
      began = now();
      say();
    },
    ended(bad) {
      finished += 1;
      ended += 1;
      if (bad) failed += 1;
      ends.push(now());
      if (ended === due || now() - reportedAt >= reportEveryMs) say();
    },
    pause(until) {
      pausedUntil = until;
      if (until === null || until - now() > 2_000) say();
    },
  };
}

export function durationText(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

export function countText(count: number): string {
  if (count < 10_000) return String(count);
  return count < 1_000_000 ? `${Math.round(count / 1000)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}
