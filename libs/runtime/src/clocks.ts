import { abortError, maxTimerMs, throwIfAborted, untilAborted } from './abort.ts';
import { UpstreamError } from './errors.ts';

/** The limits of a call, by the names of their settings (`clocks.connect` …). */
export type ClockName = 'connect' | 'first_event' | 'idle' | 'call' | 'job';

export interface Clock {
  readonly name: ClockName;
  /** Milliseconds; 1 is legal. */
  readonly ms: number;
  /** What the error begins with, where the clock's own words say too little. */
  readonly subject?: string;
}

/** A running clock. Hand `signal` to the work; it aborts when the clock expires or the outer signal does. */
export interface RunningClock {
  readonly signal: AbortSignal;
  /** Winds it up again, as another clock where one is given: `first_event` becomes `idle` with the first event. */
  restart(clock?: Clock): void;
  /** Must be called when the work has ended. Afterwards the signal does not abort any more. */
  stop(): void;
}

/** Starts a clock that runs under `outer`. An expired clock aborts with the UpstreamError of `clockExpired`. */
export function startClock(clock: Clock, outer: AbortSignal): RunningClock {
  const controller = new AbortController();
  let current = clock;
  let expiresAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let firesAt = Number.POSITIVE_INFINITY;
  const stop = () => {
    clearTimeout(timer);
    outer.removeEventListener('abort', pass);
  };
  const end = (reason: Error) => {
    stop();
    controller.abort(reason);
  };
  const pass = () => end(abortError(outer));
  const arm = (now: number) => {
    clearTimeout(timer);
    const ms = Math.min(expiresAt - now, maxTimerMs);
    firesAt = now + ms;
    timer = setTimeout(fire, ms);
  };
  const fire = () => {
    const now = performance.now();
    if (expiresAt > now) arm(now);
    else end(clockExpired(current));
  };
  const wind = () => {
    const now = performance.now();
    expiresAt = now + current.ms;
    // A stream winds its clock up with every event: a timer that fires too early costs less than one set anew.
    if (expiresAt < firesAt) arm(now);
  };
  if (outer.aborted) pass();
  else {
    outer.addEventListener('abort', pass, { once: true });
    wind();
  }
  return {
    signal: controller.signal,
    restart(next = current) {
      current = next;
      if (!controller.signal.aborted) wind();
    },
    stop,
  };
}

/**
 * Runs `work` under one clock and rejects the moment the clock or `signal` ends, whether `work` listens or not.
 * Throws the UpstreamError of `clockExpired`, or the error of `signal`.
 */
export async function withClock<T>(
  clock: Clock,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  throwIfAborted(signal);
  const running = startClock(clock, signal);
  try {
    return await untilAborted(running.signal, work(running.signal));
  } finally {
    running.stop();
  }
}

const words: Readonly<Record<ClockName, readonly [subject: string, verb: string]>> = {
  connect: ['The connection', 'was not made'],
  first_event: ['The backend', 'sent no event'],
  idle: ['The backend', 'fell silent: no further event came'],
  call: ['The call to the model', 'did not end'],
  job: ['The job', 'did not end'],
};

/**
 * The error of an expired clock; it names the clock and its setting. A connection that was not made, a first event
 * that did not come, and silence may be tried again; the time of a call or a job is used up.
 */
export function clockExpired(clock: Clock): UpstreamError {
  const [subject, verb] = words[clock.name];
  return new UpstreamError(
    clock.name === 'connect' ? 'upstream_failed' : 'timed_out',
    `${clock.subject ?? subject} ${verb} within ${duration(clock.ms)} (clock \`${clock.name}\`).`,
    {
      hint: `Try again, or raise the setting clocks.${clock.name}.`,
      retryable: clock.name !== 'call' && clock.name !== 'job',
    },
  );
}

/** `1500` as `1500ms`, `30000` as `30s`, `2700000` as `45m`: the way settings write it. */
export function duration(ms: number): string {
  const units = [
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const;
  const [unit, size] = units.find(([, size]) => ms >= size && ms % size === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}
