import type { InputImage, InputText, ToolSpec } from '@codex-pro/codex';
import type * as z from 'zod';

/** What a tool gives back. The model reads `output`; the rest is for the loop and whoever started it. */
export interface ToolResult {
  /** Text, or parts where there is an image in it. */
  readonly output: string | readonly (InputText | InputImage)[];
  /**
   * What went wrong, in words that stay the same when it goes wrong again (no ids, no times); null where nothing did.
   * The loop counts equal ones.
   */
  readonly failure: string | null;
  /** Facts for the result of the job, kept in the transcript: a command and its exit, files and what became of them. */
  readonly record?: Readonly<Record<string, unknown>>;
  /** Ends the loop: the task cannot go on before these are answered. */
  readonly questions?: readonly string[];
}

export interface ToolContext {
  readonly callId: string;
  readonly signal: AbortSignal;
}

/** A tool of the loop: what the model is told of it, and what it does. */
export interface AgentTool {
  readonly name: string;
  /** As the request carries it. */
  readonly spec: ToolSpec;
  /**
   * `none`: looking only; such calls of one answer run at the same time, and one that was interrupted runs again.
   * `some`: a call that was interrupted is reported as such, and never run again by itself.
   */
  readonly effects: 'none' | 'some';
  /** What a call does, in a few words, for people: `edits src/a.ts`, `runs npm test`. */
  describe(input: unknown): string;
  /**
   * Answers one call. `input` is the parsed JSON of a function's arguments, or the text of a custom tool. What the
   * model did wrong is a result with a failure; CancelledError and ConfigError end the loop; anything else is a bug.
   */
  run(input: unknown, context: ToolContext): Promise<ToolResult>;
}

export interface FunctionToolParts<T> {
  readonly spec: ToolSpec & { readonly name: string };
  readonly effects: AgentTool['effects'];
  readonly input: z.ZodType<T>;
  describe(input: T): string;
  run(input: T, context: ToolContext): Promise<ToolResult>;
}

/** A function tool whose arguments are checked by `input` before it runs; bad ones are a failure the model can read. */
export function defineFunctionTool<T>(parts: FunctionToolParts<T>): AgentTool {
  const { spec, effects, input: schema } = parts;
  return {
    name: spec.name,
    spec,
    effects,
    describe(input) {
      const parsed = schema.safeParse(input);
      return parsed.success ? parts.describe(parsed.data) : `calls ${spec.name}`;
    },
    async run(input, context) {
      const parsed = schema.safeParse(input);
      if (parsed.success) return await parts.run(parsed.data, context);
      const issues = parsed.error.issues.map(
        (issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`,
      );
      return failed(`failed to parse function arguments: ${issues.join('; ')}`);
    },
  };
}

export function succeeded(
  output: ToolResult['output'],
  record?: Readonly<Record<string, unknown>>,
): ToolResult {
  return { output, failure: null, ...(record === undefined ? {} : { record }) };
}

/** A result that tells the model what went wrong. `failure` where the text holds ids or times. */
export function failed(text: string, failure: string = text): ToolResult {
  return { output: text, failure };
}
