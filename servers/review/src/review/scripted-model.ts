import type { CallOptions, ModelAnswer, ModelCall, ModelPort, UsageTotal } from '@codex-pro/codex';

export interface ScriptedModel extends ModelPort {
  readonly calls: readonly ModelCall[];
}

/** For tests: a model port that answers with these values, one a call, and throws the ones that are errors. */
export function scriptedModel(...answers: readonly unknown[]): ScriptedModel {
  return answeringModel((_, index) => answers[index]);
}

/** For tests: the text of a call after its base instructions. */
export function textOf(call: ModelCall): string {
  return call.input
    .flatMap((item) => (Array.isArray(item['content']) ? item['content'] : []))
    .map((part: { text?: string }) => part.text ?? '')
    .join('\n');
}

/** For tests: a model port that answers each call as told; an error is thrown. */
export function answeringModel(reply: (call: ModelCall, index: number) => unknown): ScriptedModel {
  const calls: ModelCall[] = [];
  const next = (call: ModelCall, { signal, onProgress }: CallOptions): unknown => {
    signal.throwIfAborted();
    const answer = reply(call, calls.length);
    calls.push(call);
    onProgress?.({ type: 'first_event' });
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const usage: UsageTotal = {
    requests: 1,
    attempts: 1,
    input_tokens: 3420,
    cached_input_tokens: 1024,
    output_tokens: 812,
    reasoning_tokens: 640,
    cost_usd: 0.01234,
    cost_note: 'API price equivalent',
  };
  return {
    calls,
    identity: { model: 'gpt-test', effort: 'high', tier: null },
    respond: async (call, options) => answerOf(JSON.stringify(next(call, options))),
    respondJson: async (call, parse, options) => {
      const value = next(call, options);
      return { value: parse(value), answer: answerOf(JSON.stringify(value)) };
    },
    usage: () => usage,
    limits: () => null,
  };
}

function answerOf(text: string): ModelAnswer {
  return {
    items: [],
    text,
    usage: null,
    responseId: null,
    model: 'gpt-test',
    complete: true,
    endTurn: true,
  };
}
