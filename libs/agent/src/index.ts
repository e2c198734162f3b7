export type { AgentTool, FunctionToolParts, ToolContext, ToolResult } from './agent-tool.ts';
export { defineFunctionTool, failed, succeeded } from './agent-tool.ts';
export type { CommandEnd, CommandRequest, CommandRunner, RunningCommand } from './commands/command-runner.ts';
export { FileRefusal } from './files/file-refusal.ts';
export type { WorkspaceFiles, WorkspaceFilesOptions } from './files/workspace-files.ts';
export { createWorkspaceFiles } from './files/workspace-files.ts';
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
export type { AppliedPatch } from './patch/apply-patch.ts';
export { applyPatch } from './patch/apply-patch.ts';
export { PatchProblem } from './patch/patch-problem.ts';
export { createApplyPatchTool } from './tools/apply-patch.ts';
export { createAskUserTool } from './tools/ask-user.ts';
export type { CommandToolsOptions } from './tools/command-tools.ts';
export { createCommandTools } from './tools/command-tools.ts';
export type { BlameRequest, GitReader } from './tools/git-tools.ts';
export type { ReadToolsOptions } from './tools/read-tools.ts';
export { createReadTools } from './tools/read-tools.ts';
export { createUpdatePlanTool } from './tools/update-plan.ts';
export { createViewImageTool } from './tools/view-image.ts';
export type { Spent, Transcript, TranscriptEntry } from './transcript/entry.ts';
export type { TranscriptFile } from './transcript/open-transcript.ts';
export { openTranscript } from './transcript/open-transcript.ts';
export { readTranscript } from './transcript/read-transcript.ts';
export type { WrittenLoop } from './transcript/written-loop.ts';
export { writtenLoop } from './transcript/written-loop.ts';
