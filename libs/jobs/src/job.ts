export const jobStates = [
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'timed_out',
  'lost',
] as const;
export type JobState = (typeof jobStates)[number];
export const endStates = ['succeeded', 'failed', 'cancelled', 'timed_out', 'lost'] as const;
export type EndState = (typeof endStates)[number];

export function isEndState(state: JobState): state is EndState {
  return state !== 'queued' && state !== 'running';
}

/** How to start this kind of work again: stored with the job. */
export interface JobStart {
  readonly kind: string;
  /** Absolute path of the bundle whose `work <job-id>` runs it. */
  readonly bundle: string;
  readonly version: string;
  /** Absolute path of the node that ran it. */
  readonly node: string;
  /**
   * Work of this kind goes on from its own records and pays or runs nothing twice: when its first worker dies, it is
   * queued again without being asked.
   */
  readonly resumes?: true;
}

export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly retry_at?: string;
  readonly hint?: string;
}

/** A job as it stands in the store. Times are epoch milliseconds. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  /** Real path of the git root (or folder) it belongs to. */
  readonly workspace: string;
  /** The host's session id, where the host gave one. */
  readonly session: string | null;
  readonly createdAt: number;
  /** Work that goes on by itself after its worker died keeps its first start; asked for again, a job starts anew. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** How often it was started; 0 while it has never run. */
  readonly attempts: number;
  /** Milliseconds that one attempt may run. */
  readonly limitMs: number;
  readonly model: string | null;
  readonly effort: string | null;
  readonly tier: string | null;
  readonly profile: string | null;
  /** What is being done now, a few words. */
  readonly phase: string | null;
  readonly progress: { readonly done: number; readonly total: number | null } | null;
  /** One line for lists, once it ended. */
  readonly summary: string | null;
  readonly error: JobError | null;
  readonly cancelRequestedAt: number | null;
  /** True when the work needs an API key that only a starter's environment has. */
  readonly needsKey: boolean;
  readonly pid: number | null;
  /** Epoch milliseconds of the last heartbeat. */
  readonly heartbeatAt: number | null;
  /** True while it runs without a heartbeat for 10 s: its process is there, but says nothing. */
  readonly stalled: boolean;
  readonly start: JobStart;
}

export interface JobEvent {
  readonly seq: number;
  readonly at: number;
  /** `state`, `phase`, `retry`, `note` … */
  readonly type: string;
  readonly message: string;
}
