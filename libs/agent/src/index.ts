export type { AgentTool, FunctionToolParts, ToolContext, ToolResult } from './agent-tool.ts';
export { defineFunctionTool, failed, succeeded } from './agent-tool.ts';
export type {
  LimitName,
  LoopEnd,
  LoopEvent,
  LoopLimits,
  LoopOptions,
  LoopResult,
  Steering,
} from './loop/loop-options.ts';
export type { ToolRecord } from './loop/loop-state.ts';
export { userMessage } from './loop/notes.ts';
export { runLoop } from './loop/run-loop.ts';
export type { Spent, Transcript, TranscriptEntry } from './transcript/entry.ts';
export type { TranscriptFile } from './transcript/open-transcript.ts';
export { openTranscript } from './transcript/open-transcript.ts';
export { readTranscript } from './transcript/read-transcript.ts';
