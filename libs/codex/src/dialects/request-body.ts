import { createHash } from 'node:crypto';
import type { ModelChoice } from '../catalogue/resolve-model.ts';
import type { InputItem, ModelCall, OutputItem } from '../model-call.ts';
import type { ThreadIds } from './call-ids.ts';

/** What a request is made of, whatever the dialect. */
export interface RequestParts {
  readonly call: ModelCall;
  /** Items that an earlier attempt of this call completed: the model goes on from them. */
  readonly done: readonly OutputItem[];
  readonly choice: ModelChoice;
  readonly ids: ThreadIds;
  readonly turn: string;
  readonly metadata: string;
}

export type RequestBody = Readonly<Record<string, unknown>>;

/** The fields that both dialects share, as the Codex CLI 0.169 sends them (recorded; see docs/wire.md). */
export function sharedBody({ call, choice, ids, turn, metadata }: RequestParts): RequestBody {
  const verbosity = choice.verbosity === null ? {} : { verbosity: choice.verbosity };
  const format =
    call.format === undefined
      ? {}
      : { format: { type: 'json_schema', strict: true, name: call.format.name, schema: call.format.schema } };
  const text = { ...verbosity, ...format };
  return {
    model: choice.model,
    stream: true,
    store: false,
    include: ['reasoning.encrypted_content'],
    prompt_cache_key: cacheKey(call.promptCacheKey ?? ids.thread),
    ...(Object.keys(text).length === 0 ? {} : { text }),
    ...(choice.tier === null ? {} : { service_tier: choice.tier }),
    client_metadata: {
      session_id: ids.session,
      thread_id: ids.thread,
      turn_id: turn,
      root_turn_id: turn,
      'x-codex-window-id': ids.window,
      'x-codex-turn-metadata': metadata,
    },
  };
}

/** The backend takes keys of up to 64 characters; a longer one is replaced by its digest. */
function cacheKey(key: string): string {
  return key.length <= 64 ? key : createHash('sha256').update(key).digest('hex');
}

/** Base instructions are the first developer message of the input; the field `instructions` is not sent any more. */
export function history({ call, done }: RequestParts): readonly InputItem[] {
  const base: InputItem = {
    type: 'message',
    role: 'developer',
    content: [{ type: 'input_text', text: call.instructions }],
  };
  return [base, ...call.input, ...done];
}
