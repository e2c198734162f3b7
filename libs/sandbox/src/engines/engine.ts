export interface EngineTraces {
  readonly files: readonly string[];
  readonly pids: readonly number[];
}

export const noTraces: EngineTraces = { files: [], pids: [] };

/** What carries out a policy. One at a time in a process. */
export interface Engine {
  readonly name: 'srt' | 'codex' | 'none';
  /**
   * Whether protected names that are not there can be made all the same: a mount needs something to lie on. The sandbox
   * then looks after them itself.
   */
  readonly leavesAbsentNames: boolean;
  /** Files that it made elsewhere, and processes that it keeps: both stay where this process is killed. */
  readonly traces: EngineTraces;
  /** The words to start so that `command`, a line for bash, runs confined. `release` is called once it has ended. */
  confine(
    command: string,
    signal: AbortSignal,
  ): Promise<{ readonly argv: readonly string[]; release(): void }>;
  close(): Promise<void>;
}
