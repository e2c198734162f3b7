import type { Flag } from './flags.ts';
import type { TerminalCall } from './run-tool.ts';

/** What stands behind `run`. */
export interface Command {
  /** `list-jobs` of the tool `list_jobs`. */
  readonly name: string;
  readonly title: string;
  readonly flags: readonly Flag[];
  readonly formats: readonly string[];
  /** Fields that may be given as plain words, in this order. */
  readonly words?: readonly string[];
  run(call: TerminalCall): Promise<number>;
}
