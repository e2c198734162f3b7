import type { CallProgress } from '@codex-pro/codex';
import type { ReportProgress } from './progress.ts';

/** Up to so many calls are shown each with its name. */
const mostNamed = 5;

/** What several calls are doing, as one line of progress that is said anew whenever it changes. */
export interface ProgressBoard {
  /** Reads a call's progress. */
  seen(index: number, progress: CallProgress): void;
  /** `answered`, `failed`: the call's end. */
  ended(index: number, how: string): void;
}

export function createProgressBoard(
  title: string,
  names: readonly string[],
  report: ReportProgress,
): ProgressBoard {
  const states = names.map(() => 'waiting');
  let done = 0;
  let last = '';
  const say = (): void => {
    const line = `${title}: ${names.length <= mostNamed ? named(names, states) : counts(states)}`;
    if (line === last) return;
    last = line;
    report(line, { done, total: names.length });
  };
  say();
  return {
    seen(index, progress) {
      const state = stateOf(progress);
      if (state === null || states[index] === state) return;
      states[index] = state;
      say();
    },
    ended(index, how) {
      states[index] = how;
      done += 1;
      say();
    },
  };
}

function stateOf(progress: CallProgress): string | null {
  switch (progress.type) {
    case 'attempt':
      return progress.attempt > 1 ? 'asked again' : 'asked';
    case 'first_event':
      return 'reading';
    case 'item_started':
      return progress.itemType === 'reasoning' ? 'thinking' : 'writing';
    default:
      return null;
  }
}

function named(names: readonly string[], states: readonly string[]): string {
  return names.map((name, index) => `${name} ${states[index] ?? ''}`).join(', ');
}

function counts(states: readonly string[]): string {
  const counted = Map.groupBy(states, (state) => state);
  return [...counted].map(([state, all]) => `${all.length} ${state}`).join(', ');
}
