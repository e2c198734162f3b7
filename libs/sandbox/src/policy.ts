import type { ShownFolder } from './engines/bubblewrap-words.ts';

/** What commands may do. `full-access` is no confinement: only the user's own profile may say so. */
export type SandboxMode = 'read-only' | 'workspace-write' | 'full-access';

/** Bounds of all commands of a sandbox together, `fileBytes` and `cpuSeconds` of each process. */
export interface SandboxLimits {
  readonly memoryBytes: number;
  readonly processes: number;
  readonly fileBytes: number;
  readonly cpuSeconds: number;
}

/** Absolute paths throughout; links in them are followed when the sandbox is opened. */
export interface SandboxPolicy {
  readonly mode: SandboxMode;
  /** The one folder that commands work on. */
  readonly root: string;
  /** A private folder for temporary files, outside the root; writable in every mode. */
  readonly scratch: string;
  /** Folders whose contents commands cannot see: the home folder, our own state, the folder of temporary files. */
  readonly hidden: readonly string[];
  /** What they see of these all the same: toolchains. */
  readonly readable: readonly string[];
  /** What they cannot write within the root, there or not: `.git`, settings of editors and agents … */
  readonly protected: readonly string[];
  /** What of the root they cannot write, move or remove either, where it is there when a command starts. */
  readonly readOnly: readonly string[];
  /**
   * Folders of elsewhere that are shown below the root, to read only unless told. Engine `srt` on Linux alone can do so; to others
   * the target stays the empty folder that it is.
   */
  readonly shown: readonly ShownFolder[];
  /** Hosts that may be reached, like `registry.example.org` or `*.example.org:443`; none: no network at all. */
  readonly domains: readonly string[];
  /** The whole environment of commands: nothing else reaches them. */
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: SandboxLimits;
}
