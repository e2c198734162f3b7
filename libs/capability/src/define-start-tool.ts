import { checkArguments, defineTool, type FieldName, type Tool, type ToolAnswer } from '@codex-pro/mcp';
import { CancelledError } from '@codex-pro/runtime';
import { type BegunCall, beginCall, type CallSite } from './begin-call.ts';
import { type Capability, type Kind, partNameOf } from './define-capability.ts';
import { toWire } from './envelope.ts';
import { envelopeSchema } from './envelope-schema.ts';
import { errorEnvelope } from './job-envelope.ts';
import type { Product } from './product.ts';
import type { SharedArguments } from './shared-arguments.ts';
import type { StartToolDefinition } from './start-tool.ts';
import type { StartedJob } from './started-job.ts';

/** A tool that starts jobs of one kind, for hosts and terminals. */
export interface StartTool {
  readonly kind: Kind;
  /** Names the part of its envelopes. */
  readonly partName: string;
  /** What a terminal can print of its results besides text, json and markdown. */
  readonly formats: readonly string[];
  /** What a terminal may name after `--fail-on`; undefined where no result is a failure. */
  readonly failOn: { readonly choices: readonly string[]; readonly description: string } | undefined;
  /** As in `PlainTool`. */
  readonly words: readonly string[];
  /** As MCP hosts see it: waits as long as `wait_seconds` says. */
  tool(product: Product): Tool;
  /** For a caller that waits in its own way. Checks the arguments first; throws what a person can act on. */
  begin(given: unknown, site: CallSite, fieldName: FieldName): Promise<BegunCall>;
}

/** Makes a tool of a capability: the envelope is its output, start-and-wait its handler. */
export function defineStartTool<Name extends Kind, Request, Part, Input extends SharedArguments>(
  capability: Capability<Name, Request, Part>,
  definition: StartToolDefinition<Name, Request, Input>,
): StartTool {
  const { kind } = capability;
  const partName = partNameOf(capability);
  const { name, title, description, hints, input, words = [] } = definition;
  const output = envelopeSchema(partName, capability.part, definition.dryRun);
  return {
    kind,
    partName,
    formats: Object.keys(capability.formats ?? {}),
    failOn: capability.failOn,
    words,
    tool: (product) =>
      defineTool({
        name,
        title,
        description,
        input,
        output,
        hints,
        async handle(given, context) {
          const call = await beginCall(capability, definition, given, { product, reader: 'host', context });
          if (call.type === 'answered') return call.result.answer();
          return waitForHost(call.job, given.wait_seconds, context);
        },
        describeError: (error) => toWire(partName, errorEnvelope(error)),
      }),
    begin: async (given, site, fieldName) =>
      beginCall(capability, definition, checkArguments(input, given, fieldName), site),
  };
}

/** The result, or what is known so far when the time is up. A cancelled call cancels its job only if the settings say so. */
async function waitForHost(
  job: StartedJob,
  waitSeconds: number,
  context: CallSite['context'],
): Promise<ToolAnswer> {
  try {
    const result = await job.wait({
      waitMs: waitSeconds * 1000,
      signal: context.signal,
      onProgress: ({ message, elapsed, done, total }) =>
        context.progress(`${message}, ${Math.round(elapsed / 1000)} s`, done, total),
    });
    return await result.answer();
  } catch (error) {
    if (!context.signal.aborted) throw error;
    await job.hostCancelled(context.signal.reason);
    throw new CancelledError(`The call that waited for job ${job.id} was cancelled.`);
  }
}
