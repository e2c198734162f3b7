/** Holds processes to limits together. */
export interface LimitGroup {
  readonly name: 'cgroup-v1' | 'cgroup-v2' | 'watchdog';
  /** Shell words that put the shell that runs them, and all it starts, into the group; empty where none are needed. */
  readonly join: string;
  /** Folders of the kernel's that stand for it; they stay where this process is killed. */
  readonly folders: readonly string[];
  /**
   * Watches a process that was started with `join`. `onBroken` is told which limit was broken, in words; the process
   * is to be killed then. Returns what ends the watching.
   */
  watch(pid: number, onBroken: (limit: string) => void): () => void;
  /** A limit that was broken since this was last asked: the kernel killed a process for want of memory. */
  broken(): string | null;
  /** Kills what is left in the group and removes it. */
  close(): Promise<void>;
}
