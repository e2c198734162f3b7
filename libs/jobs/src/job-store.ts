import type { BreakerStore, CallRecord } from '@codex-pro/runtime';
import type { GateStore } from './gates.ts';
import type { Holds } from './holds.ts';
import type { Job, JobEvent, JobState } from './job.ts';
import type { JobRow } from './job-row.ts';
import type { UsageQuery, UsageReport } from './ledger.ts';

export interface JobFilter {
  readonly workspace?: string | undefined;
  readonly kind?: string | undefined;
  readonly state?: JobState | undefined;
  readonly session?: string | undefined;
  /** Created at or after, epoch milliseconds. */
  readonly since?: number | undefined;
  /** 1 to 500; default 20. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

export interface JobPage {
  /** Newest first. */
  readonly jobs: readonly Job[];
  readonly nextCursor: string | null;
}

/** Something a worker has to say about its attempt, written in the order it was said. */
export type WorkerRecord =
  | { readonly type: 'call'; readonly call: CallRecord }
  | { readonly type: 'event'; readonly at: number; readonly event: string; readonly message: string }
  | {
      readonly type: 'progress';
      readonly phase: string;
      readonly count: { readonly done: number; readonly total: number | null } | null;
    }
  | {
      readonly type: 'identity';
      readonly model: string;
      readonly effort: string | null;
      readonly tier: string | null;
    };

/** The facts: jobs as they stand, their history, the ledger, breakers and quota gates. */
export interface JobStore {
  readonly breakers: BreakerStore;
  readonly gates: GateStore;
  /** Closed gates and open breakers. */
  holds(): Holds;
  /** Opens all of them; returns what there was. */
  dropHolds(): Promise<Holds>;
  get(id: string): JobRow | null;
  /** By id or unique prefix. Throws InputError `input_invalid` for none, several, or what is no id. */
  find(reference: string): JobRow;
  list(filter: JobFilter): JobPage;
  running(): readonly JobRow[];
  /** The last `limit` events, oldest first. */
  events(id: string, limit: number): readonly JobEvent[];
  usage(query: UsageQuery): UsageReport;
  /** Says of a job that nobody can start yet why that is. */
  explainWaiting(id: string, phase: string): Promise<void>;
  /**
   * Writes what a worker said, in one transaction. Calls are facts and always kept; the rest is refused once the
   * attempt is not `owner`'s any more.
   */
  record(id: string, owner: string, records: readonly WorkerRecord[]): Promise<void>;
  /** Ids of jobs that ended before `time`, oldest first, at most `limit`. */
  endedBefore(time: number, limit: number): readonly string[];
  /** True for one caller every `everyMs`, whatever the process; a clock set back gives a turn at once. */
  takeTurn(name: string, now: number, everyMs: number): Promise<boolean>;
  /** Drops calls that began before `time` from the ledger. */
  forgetCalls(time: number): Promise<void>;
  /** Removes ended jobs and their history; their calls stay in the ledger. Returns the ids that were removed. */
  remove(ids: readonly string[]): Promise<readonly string[]>;
}
