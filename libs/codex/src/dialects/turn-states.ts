/** Sticky routing: what the backend gave in `x-codex-turn-state` is sent back within the same turn, never beyond. */
export interface TurnStates {
  of(turn: string): string | null;
  keep(turn: string, state: string | undefined): void;
}

/** More turns than one client has open at once. */
const most = 256;

export function createTurnStates(): TurnStates {
  const states = new Map<string, string>();
  return {
    of: (turn) => states.get(turn) ?? null,
    keep(turn, state) {
      if (state === undefined || state === '') return;
      states.delete(turn);
      states.set(turn, state);
      const [oldest] = states.keys();
      if (states.size > most && oldest !== undefined) states.delete(oldest);
    },
  };
}
