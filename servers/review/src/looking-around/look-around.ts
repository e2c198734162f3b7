import { type AgentTool, runLoop, type TranscriptEntry } from '@codex-pro/agent';
import type { CallOptions, ModelAnswer, ModelCall, ModelPort } from '@codex-pro/codex';
import { UpstreamError } from '@codex-pro/runtime';
import { lookingAround } from '../prompts/looking-around.ts';

export interface LookAroundLimits {
  /** Requests of one reviewer. */
  readonly turns: number;
  readonly minutes: number;
}

/** Who may look around: those that judge the whole change. A verifier is sent what it needs. */
const purposes: ReadonlySet<string> = new Set(['reviewer', 'challenger']);

/**
 * The same model, but a reviewer's call is a loop with these tools until it answers. `tools` makes a set for each, so that
 * what one reads does not count against another. Where a limit ends the looking, the reviewer answers from what it was
 * sent.
 */
export function letLookAround(
  model: ModelPort,
  tools: () => readonly AgentTool[],
  limits: LookAroundLimits,
): ModelPort {
  return {
    identity: model.identity,
    ...(model.abilities === undefined ? {} : { abilities: model.abilities }),
    respond: (call, options) => model.respond(call, options),
    usage: () => model.usage(),
    limits: () => model.limits(),
    async respondJson(call, parse, options) {
      if (!purposes.has(call.purpose)) return model.respondJson(call, parse, options);
      return (
        (await loop(model, call, parse, tools(), limits, options)) ?? model.respondJson(call, parse, options)
      );
    },
  };
}

type JsonCall = ModelCall & { readonly format: NonNullable<ModelCall['format']> };

/** undefined where a limit came before the answer. */
async function loop<T>(
  model: ModelPort,
  call: JsonCall,
  parse: (value: unknown) => T,
  tools: readonly AgentTool[],
  limits: LookAroundLimits,
  { signal, onProgress }: CallOptions,
): Promise<{ value: T; answer: ModelAnswer } | undefined> {
  let last: ModelAnswer | undefined;
  const entries: TranscriptEntry[] = [];
  const { end } = await runLoop({
    model: {
      identity: model.identity,
      ...(model.abilities === undefined ? {} : { abilities: model.abilities }),
      usage: () => model.usage(),
      limits: () => model.limits(),
      respondJson: (inner, read, options) => model.respondJson(inner, read, options),
      async respond(inner, options) {
        last = await model.respond(inner, options);
        return last;
      },
    },
    purpose: call.purpose,
    instructions: `${call.instructions}\n\n${lookingAround}`,
    input: call.input,
    tools,
    answer: { format: call.format, parse },
    // A review that dies is asked for again as a whole: nothing of it is worth keeping on disk.
    transcript: {
      entries,
      append: (...added) => {
        entries.push(...added);
        return Promise.resolve();
      },
    },
    limits: { turns: limits.turns, minutes: limits.minutes, tokens: null, usd: null },
    signal,
    ...(call.promptCacheKey === undefined ? {} : { promptCacheKey: call.promptCacheKey }),
    onEvent: (event) => {
      if (event.type === 'model') onProgress?.(event.progress);
    },
  });
  if (end.type === 'answered' && last !== undefined) return { value: end.value, answer: last };
  if (end.type === 'limit' && end.limit === 'budget') throw new UpstreamError('budget_exceeded', end.message);
  return undefined;
}
