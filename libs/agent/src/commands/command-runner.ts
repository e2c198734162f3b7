/** Starts commands, confined as whoever made it says. A sandbox is one. */
export interface CommandRunner {
  /** Throws ConfigError where the command cannot be confined; nothing ran then. */
  start(request: CommandRequest): Promise<RunningCommand>;
}

export interface CommandRequest {
  /** A line for a shell. */
  readonly command: string;
  /** Absolute path of a folder of the workspace. */
  readonly cwd: string;
  /**
   * Whether something may be typed into it; else its standard input is empty. Default false: programs that find a pipe
   * there read it (ripgrep does, in place of the folder), and wait for ever.
   */
  readonly input?: boolean;
  /** Ends the command, with all that it started. */
  readonly signal: AbortSignal;
}

/** A command that runs. Output and errors come merged. */
export interface RunningCommand {
  /** Called with each piece of output, from the first on. */
  onOutput(listener: (bytes: Uint8Array) => void): void;
  /** Types into its standard input; false where it does not read any more. */
  write(text: string): boolean;
  /** What Ctrl-D does: nothing more will be typed. */
  endInput(): void;
  /** What Ctrl-C does. */
  interrupt(): void;
  /** Ends it and everything it started. */
  kill(): void;
  /** Resolves when nothing of it is left. Never rejects. */
  readonly ended: Promise<CommandEnd>;
}

export interface CommandEnd {
  /** null where a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  /** The limit that was broken, in words for the model; null where none was. */
  readonly broken: string | null;
}
