import type { CallOptions, InputItem, ModelAnswer, ModelCall, ModelPort, OutputItem } from '@codex-pro/codex';

/** What one answer of a scripted model holds. */
export interface ScriptedAnswer {
  readonly items?: readonly OutputItem[];
  readonly text?: string;
  readonly endTurn?: boolean;
  readonly inputTokens?: number;
  readonly error?: Error;
}

export interface ScriptedModel extends ModelPort {
  /** The calls that came, in order. */
  readonly calls: readonly ModelCall[];
}

export interface ScriptedModelOptions {
  readonly abilities?: ModelPort['abilities'];
  /** USD a request; null for an unknown price. */
  readonly price?: number | null;
}

/**
 * A model that answers by a script: a function of what it is asked, so that a resumed loop gets the answer that its
 * history calls for.
 */
export function scriptedModel(
  script: (call: ModelCall, ordinal: number) => ScriptedAnswer,
  options: ScriptedModelOptions = {},
): ScriptedModel {
  const calls: ModelCall[] = [];
  const price = options.price === undefined ? 0.01 : options.price;
  let tokens = 0;
  const respond = async (call: ModelCall, { signal }: CallOptions): Promise<ModelAnswer> => {
    signal.throwIfAborted();
    checkPairs(call.input);
    calls.push(call);
    const { items = [], text = '', endTurn = true, inputTokens = 100, error } = script(call, calls.length);
    if (error !== undefined) throw error;
    tokens += inputTokens + 10;
    return {
      items: text === '' ? items : [...items, assistantMessage(text)],
      text,
      usage: {
        inputTokens,
        cachedInputTokens: 0,
        cacheWriteTokens: 0,
        outputTokens: 10,
        reasoningTokens: 0,
      },
      responseId: `resp_${calls.length}`,
      model: 'scripted',
      complete: true,
      endTurn,
    };
  };
  return {
    calls,
    identity: { model: 'scripted', effort: null, tier: null },
    ...(options.abilities === undefined ? {} : { abilities: options.abilities }),
    respond,
    respondJson: () => Promise.reject(new Error('The loop checks its answers itself.')),
    usage: () => ({
      requests: calls.length,
      attempts: calls.length,
      input_tokens: tokens,
      cached_input_tokens: 0,
      output_tokens: 0,
      reasoning_tokens: 0,
      cost_usd: price === null ? null : price * calls.length,
      cost_note: '',
    }),
    limits: () => null,
  };
}

export function assistantMessage(text: string): OutputItem {
  return { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] };
}

export function functionCall(id: string, name: string, input: unknown): OutputItem {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  return { type: 'function_call', id: `fc_${id}`, call_id: id, name, arguments: text };
}

export function customCall(id: string, name: string, input: string): OutputItem {
  return { type: 'custom_tool_call', id: `ctc_${id}`, call_id: id, name, input };
}

/** As the backend does: every call has exactly one output after it. */
function checkPairs(input: readonly InputItem[]): void {
  const open = new Set<unknown>();
  for (const item of input) {
    const id = 'call_id' in item ? item['call_id'] : undefined;
    if (id === undefined) continue;
    if (item.type.endsWith('_output')) {
      if (!open.delete(id)) throw new Error(`An output without its call: ${String(id)}.`);
    } else open.add(id);
  }
  if (open.size > 0) throw new Error(`Calls without an output: ${[...open].join(', ')}.`);
}
