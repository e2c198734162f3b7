import type { Flag } from './flags.ts';
import type { TerminalCall } from './run-tool.ts';

/** What stands behind `run`. */
export interface Command {
  /** `list-jobs` of the tool `list_jobs`. */
  readonly name: string;
  readonly title: string;
  /** Made when asked for: of all tools of a server one is used in a run, and a schema takes a millisecond or two. */
  flags(): readonly Flag[];
  readonly formats: readonly string[];
  /** Fields that may be given as plain words, in this order. */
  readonly words?: readonly string[];
  run(call: TerminalCall): Promise<number>;
}
