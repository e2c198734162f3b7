import type { Limits } from '../model-call.ts';

export interface LatestLimits {
  readonly current: Limits | null;
  /** Takes what was read later; a part that it lacks stays as it was known. */
  see(limits: Limits | null): void;
}

/** The newest limits, put together from headers, events and the plan that the login names. */
export function createLatestLimits(plan: string | null): LatestLimits {
  let current: Limits | null = null;
  return {
    get current() {
      return current;
    },
    see(limits) {
      if (limits === null) return;
      current = {
        plan: limits.plan ?? current?.plan ?? plan,
        primary: limits.primary ?? current?.primary ?? null,
        secondary: limits.secondary ?? current?.secondary ?? null,
        credits: limits.credits ?? current?.credits ?? null,
        read_at: limits.read_at,
      };
    },
  };
}
