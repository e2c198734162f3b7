export type { CommandEnd, CommandRequest, RunningCommand } from './command.ts';
export { commandEnvironment } from './command-environment.ts';
export type { Sandbox, SandboxOptions } from './open-sandbox.ts';
export { openSandbox, sandboxVerdict } from './open-sandbox.ts';
export type { SandboxLimits, SandboxMode, SandboxPolicy } from './policy.ts';
export type { Verdict } from './probe/verdict.ts';
export { isProtected, protectedPaths } from './protected-paths.ts';
export { sandboxFix, sandboxUnavailable } from './sandbox-unavailable.ts';
