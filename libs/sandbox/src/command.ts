/** A command to run, as a line for a shell. */
export interface CommandRequest {
  readonly command: string;
  /** Absolute path of a folder that is inside the root. */
  readonly cwd: string;
  /**
   * Whether something may be typed into it; else its standard input is empty. Default false: programs that find a pipe
   * there read it (ripgrep does, in place of the folder), and wait for ever.
   */
  readonly input?: boolean;
  /** Ends the command, with all that it started. */
  readonly signal: AbortSignal;
}

export interface CommandEnd {
  /** null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The limit that was broken, in words for the model; null where none was. */
  readonly broken: string | null;
}

/** A command that runs. Output and errors come merged, in the order in which they were written. */
export interface RunningCommand {
  /** Called with each piece of output, from the first on; what comes before the first listener waits. */
  onOutput(listener: (bytes: Uint8Array) => void): void;
  /** Types into its standard input; false where it does not read any more. */
  write(text: string): boolean;
  /** What Ctrl-D does: nothing more will be typed. */
  endInput(): void;
  /** Sends Ctrl-C's signal to what runs inside. */
  interrupt(): void;
  /** Ends it and everything it started, also what left its process group. */
  kill(): void;
  /** Resolves when nothing of it is left. Never rejects. */
  readonly ended: Promise<CommandEnd>;
}
