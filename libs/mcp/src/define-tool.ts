import type { ErrorReport } from '@codex-pro/runtime';
import type { z } from 'zod';

/** All four hints, always, and true: hosts run read-only tools in parallel and ask before others. */
export interface ToolHints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

export interface ToolContext {
  /** Aborted when the host cancels the call or goes away; `signal.reason` is what the host said. */
  readonly signal: AbortSignal;
  /** Sends a progress notification where the host asked for it; never throws. */
  progress(message: string, done?: number, total?: number): void;
  /** The host's first valid `file://` root as a path, where it offers roots; asked for only when called. */
  root(): Promise<string | undefined>;
  /** What the host calls itself. */
  readonly host: { readonly name: string; readonly version: string } | undefined;
}

/** What a handler gives back. Only this library makes MCP content of it. */
export interface ToolAnswer {
  /** Must satisfy the tool's output schema, unless `isError`; holds a `summary`. */
  readonly structured: Readonly<Record<string, unknown>>;
  /** Text for people; by default the structured part as JSON. On an error the message, code first. */
  readonly text?: string;
  /** True when the call could not give what was asked. */
  readonly isError?: boolean;
}

export interface Tool<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  /** snake_case; the file that defines it has the same words in kebab-case. */
  readonly name: string;
  readonly title: string;
  /** Under 4 KB, the key words first. */
  readonly description: string;
  /** A `z.strictObject`: unknown arguments are errors. */
  readonly input: Input;
  readonly output: Output;
  readonly hints: ToolHints;
  /** May throw; `describeError` then makes the structured part of the answer. */
  handle(input: z.output<Input>, context: ToolContext): Promise<ToolAnswer>;
  /** The structured part of a failed call: hosts get it if it satisfies `output`. By default `{summary, error}`. */
  describeError?(error: ErrorReport): Readonly<Record<string, unknown>>;
}

/** Only infers: a tool is data, and the compiler holds it to the four hints and both schemas. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: Tool<Input, Output>,
): Tool<Input, Output> {
  return tool;
}
