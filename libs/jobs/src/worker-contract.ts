import type { BreakerStore, CallSink } from '@codex-pro/runtime';
import type { FileToWrite } from './durable-file.ts';
import type { GateStore } from './gates.ts';
import type { EndState, Job, JobError } from './job.ts';

/** What a worker's code is given: one job, and the only ways it may touch the world of jobs. */
export interface RunningJob {
  readonly job: Job;
  /** The request, as it was submitted. */
  readonly request: unknown;
  /** Absolute path of `jobs/<id>/`. */
  readonly folder: string;
  /** Aborted on cancel, deadline, lost lease. `signal.reason` is a CancelledError or an UpstreamError `timed_out`. */
  readonly signal: AbortSignal;
  /** A key handed over by the starter, in memory only. */
  readonly apiKey: string | undefined;
  /** The worker's environment, with what may only be in memory: proxies whose URL holds credentials. */
  readonly env: NodeJS.ProcessEnv;
  readonly calls: CallSink;
  readonly breakers: BreakerStore;
  readonly gates: GateStore;
  /** Reads a file that was submitted beside the request. */
  attachment(name: string): Promise<Buffer>;
  /** Says what is being done now; shown to whoever waits. */
  progress(phase: string, count?: { done: number; total: number | null }): void;
  /** Something worth keeping in the job's history. */
  note(type: string, message: string): void;
  /** Records what was resolved late (catalogue defaults). */
  resolved(identity: { model: string; effort: string | null; tier: string | null }): void;
}

/** How work ended. Files are written (temp + rename, 0600) before the state says so. */
export interface WorkEnd {
  readonly state: EndState;
  readonly summary: string;
  readonly error: JobError | null;
  /** The envelope: becomes `result.json`. `(job)` is called with the job as it will stand, end time included. */
  readonly result: (ended: Job) => unknown;
  /** Names inside the job folder, `result.md` among them. */
  readonly files: readonly FileToWrite[];
}

export type Work = (running: RunningJob) => Promise<WorkEnd>;
