export type { BegunCall, CallSite } from './begin-call.ts';
export type { CapabilityJobs } from './capability-jobs.ts';
export { jobsOf } from './capability-jobs.ts';
export type {
  Capability,
  CapabilityWork,
  Kind,
  Outcome,
  OutcomeFile,
  Rendering,
  TerminalView,
  WorkPorts,
} from './define-capability.ts';
export { defineCapability } from './define-capability.ts';
export type { StartTool } from './define-start-tool.ts';
export { defineStartTool } from './define-start-tool.ts';
export type { Artifact, Envelope, EnvelopeFrame, EnvelopeJob, NotDone } from './envelope.ts';
export { envelopeVersion, noUsage, toWire } from './envelope.ts';
export { envelopeJob } from './envelope-job.ts';
export { envelopeFrameSchema, envelopeSchema, fromWire } from './envelope-schema.ts';
export type { Faces } from './faces.ts';
export { runFaces } from './faces.ts';
export type { House } from './house.ts';
export { loadHouse } from './house.ts';
export { describeJob, jobEnvelope } from './job-envelope.ts';
export type { JobLimits } from './job-limits.ts';
export { jobLimits } from './job-limits.ts';
export { lendKey } from './lend-key.ts';
export type { Reader } from './next-steps.ts';
export { commandLine, stepsAfterFailure, stepsWhileRunning } from './next-steps.ts';
export type { Product } from './product.ts';
export { isNodeTooOld, nodeTooOldHint, nodeTooOldMessage, oldestNode } from './product.ts';
export type { Workspace, WorkspaceRequest } from './resolve-workspace.ts';
export { resolveWorkspace } from './resolve-workspace.ts';
export type { OwnJobs, PlainTool, ServerDefinition, Structured, Watch } from './server-definition.ts';
export type { SharedArguments } from './shared-arguments.ts';
export { sharedArguments } from './shared-arguments.ts';
export type {
  DryRun,
  JobPreparation,
  Preparation,
  PrepareContext,
  StartToolDefinition,
} from './start-tool.ts';
export type { StartedJob } from './started-job.ts';
