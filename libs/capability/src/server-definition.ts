import type { Tool } from '@codex-pro/mcp';
import type { TerminalView } from './define-capability.ts';
import type { StartTool } from './define-start-tool.ts';

/** A tool that answers by itself, without a job, and how a terminal shows its answer. */
export interface PlainTool {
  readonly tool: Tool;
  /** What `--format text` prints; by default the answer's summary. */
  readonly text?: (structured: Readonly<Record<string, unknown>>, view: TerminalView) => string;
}

/** A server: what it is called, what it says of itself, what it can do. */
export interface ServerDefinition {
  readonly title: string;
  /** Under 4 KB, the key words first. */
  readonly instructions: string;
  readonly tools: readonly (StartTool | PlainTool)[];
}

export function isStartTool(tool: StartTool | PlainTool): tool is StartTool {
  return 'kind' in tool;
}
