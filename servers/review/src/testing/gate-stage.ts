import { expect } from 'vitest';
import { type ReviewStage, setReviewStage } from './review-stage.ts';

export interface Stopped {
  readonly code: number | null;
  readonly answer: { decision?: string; reason?: string; systemMessage?: string } | null;
}

/** A review stage whose turns a stop gate looks at. */
export interface GateStage extends ReviewStage {
  /** Writes the user's profile, with this as `review.gate`. */
  gate(settings: string, more?: string): void;
  /** One Stop of a session, through the real program. */
  stop(input?: Record<string, unknown> | string, node?: readonly string[]): Promise<Stopped>;
}

export const allowed: Stopped = { code: 0, answer: null };

export function couldNot(why: string): Stopped {
  return { code: 0, answer: { systemMessage: expect.stringContaining(why) } };
}

export async function setGateStage(): Promise<GateStage> {
  const stage = await setReviewStage();
  return {
    ...stage,
    gate: (settings, more = '') => stage.profile(`review: {gate: ${settings}}\n${more}`),
    async stop(input = {}, node = []) {
      const { repository: cwd } = stage;
      const hook = { hook_event_name: 'Stop', session_id: 's-1', cwd, stop_hook_active: false };
      const stdin = typeof input === 'string' ? input : JSON.stringify({ ...hook, ...input });
      const { code, stdout } = await stage.run(['gate'], { stdin, node });
      return { code, answer: stdout === '' ? null : JSON.parse(stdout) };
    },
  };
}
