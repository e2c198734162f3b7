import type { ToolContext, ToolHints } from '@codex-pro/mcp';
import type { ProjectProfileText, ResolvedSettings } from '@codex-pro/settings';
import type { z } from 'zod';
import type { Kind } from './define-capability.ts';
import type { NotDone } from './envelope.ts';
import type { Workspace } from './resolve-workspace.ts';
import type { SharedArguments } from './shared-arguments.ts';

export interface PrepareContext<Name extends Kind> {
  readonly workspace: Workspace;
  /**
   * The settings; those of the last call count for the job. By default the workspace's own project profile narrows them;
   * a profile given here (the base side's) takes its place, and null means none. `given` stands for arguments that the
   * caller left out: those of an earlier call that this one goes on with.
   */
  settings(
    projectProfile?: ProjectProfileText | null,
    given?: Readonly<Record<string, unknown>>,
  ): Promise<ResolvedSettings<Name>>;
  /**
   * A job is likely to come of this call. As soon as the settings are known, a closed gate or an open breaker ends the
   * call, and else its worker is started ahead.
   */
  expectJob(): Promise<void>;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly progress: ToolContext['progress'];
}

/** What is to be done: a job, or nothing more because the answer is there (a dry run). */
export type Preparation<Request> = JobPreparation<Request> | DryRun;

export interface JobPreparation<Request> {
  readonly type: 'job';
  /** Kept as JSON. */
  readonly request: Request;
  /** False where the work has nothing to ask of the model: no closed gate and no open breaker keeps it from being started. */
  readonly callsModel?: boolean;
  /** Files kept beside the request, for what is too big or too raw for it. */
  readonly attachments: readonly { readonly name: string; readonly content: string | Uint8Array }[];
}

export interface DryRun {
  readonly type: 'dry_run';
  readonly summary: string;
  /** Satisfies the tool's `dryRun`. */
  readonly dryRun: Readonly<Record<string, unknown>>;
  readonly notDone: readonly NotDone[];
  readonly nextSteps: readonly string[];
}

/** A tool that starts jobs of one kind. */
export interface StartToolDefinition<Name extends Kind, Request, Input extends SharedArguments> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly hints: ToolHints;
  /** A `z.strictObject` of its own arguments and `...sharedArguments`. */
  readonly input: z.ZodObject & z.ZodType<Input>;
  /** As in `PlainTool`. */
  readonly words?: readonly string[];
  /** What a dry run finds out, where the tool has one: `dry_run` of the envelope. */
  readonly dryRun?: z.ZodObject;
  /**
   * Everything that can be done, and can go wrong, before a job is recorded; no call to the model.
   * Throws InputError and ConfigError.
   */
  prepare(input: Input, context: PrepareContext<Name>): Promise<Preparation<Request>>;
}
