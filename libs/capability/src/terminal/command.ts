import type { Flag } from './flags.ts';
import type { TerminalCall } from './run-tool.ts';

/** What stands behind `run`, when it is known which is meant. */
export interface Command {
  readonly title: string;
  /** Made when asked for: a schema takes a millisecond or two. */
  flags(): readonly Flag[];
  readonly formats: readonly string[];
  /** Fields that may be given as plain words, in this order. */
  readonly words?: readonly string[];
  run(call: TerminalCall): Promise<number>;
}

/** By name, `list-jobs` of the tool `list_jobs`: one of them is loaded in a run. */
export type Commands = Readonly<Record<string, () => Promise<Command>>>;
