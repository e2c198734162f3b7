import type { Tool } from '@codex-pro/mcp';
import type { CapabilityJobs } from './capability-jobs.ts';
import type { TerminalView } from './define-capability.ts';
import type { StartTool } from './define-start-tool.ts';

/** A tool that answers by itself, without a job, and how a terminal shows its answer. */
export interface PlainTool {
  readonly tool: Tool;
  /** What `--format text` prints; by default the answer's summary. */
  readonly text?: (structured: Structured, view: TerminalView) => string | Promise<string>;
  /** Exit code of an answer; by default 0. 1 stands for "it ran, and what it found is bad". */
  readonly exitCode?: (structured: Structured) => 0 | 1;
  /** Fields that a terminal takes as plain words too, in this order: `get-job rev-7k3q9x2m`. */
  readonly words?: readonly string[];
  /** With it a terminal offers `--watch`. */
  readonly watch?: Watch;
}

/** The structured part of a tool's answer. */
export type Structured = Readonly<Record<string, unknown>>;

/** How a terminal follows an answer that changes. */
export interface Watch {
  /** A line for each thing; where there is no screen to redraw, those that are new or changed are printed. */
  readonly lines: (structured: Structured) => readonly string[];
  /** True when nothing will change any more. */
  readonly over: (structured: Structured) => boolean;
}

/**
 * A server: what it is called, what it says of itself, what it can do. Tools and jobs are loaded one by one: a call, a
 * command and a worker need one of them, and schemas take their time.
 */
export interface ServerDefinition {
  readonly title: string;
  /** Under 4 KB, the key words first. */
  readonly instructions: string;
  /** By name, in the order in which hosts list them. */
  readonly tools: Readonly<Record<string, () => Promise<StartTool | PlainTool>>>;
  /** What its workers do, by the prefix of a job's id. */
  readonly jobs?: OwnJobs;
}

export type OwnJobs = Readonly<Record<string, () => Promise<CapabilityJobs>>>;

export function isStartTool(tool: StartTool | PlainTool): tool is StartTool {
  return 'kind' in tool;
}
