import { hash } from 'node:crypto';
import type { InputMessage, ModelCall, ModelPort } from '@codex-pro/codex';
import { batchInstructions } from '../../prompts/batch-instructions.ts';
import type { OutputSchema } from '../output-schema.ts';
import type { Question } from '../prompt/question.ts';
import type { Engine } from './engine.ts';

/** Each question is one call of the model over HTTPS; with a schema, JSON that keeps to it, with one repair. */
export function createHttpsEngine(model: ModelPort, schema: OutputSchema | null): Engine {
  let key: { readonly shared: string | null; readonly digest: string } | undefined;
  const cacheKey = (shared: string | null): string => {
    if (key?.shared !== shared) {
      key = { shared, digest: hash('sha256', shared ?? '').slice(0, 24) };
    }
    return `batch-${key.digest}`;
  };
  return {
    identity: model.identity,
    async ask(question, { purpose, signal, onAttempt }) {
      const call: ModelCall = {
        purpose,
        instructions: batchInstructions,
        input: messagesOf(question),
        promptCacheKey: cacheKey(question.shared),
      };
      const options = { signal, onAttempt, rateLimited: 'throw' } as const;
      if (schema === null) return `${(await model.respond(call, options)).text.trimEnd()}\n`;
      const { format, parse } = schema;
      const { value } = await model.respondJson({ ...call, format }, parse, options);
      return `${JSON.stringify(value, null, 2)}\n`;
    },
  };
}

/** What all questions share is a message of its own, first: equal beginnings are what a prompt cache keeps. */
function messagesOf({ shared, own }: Question): InputMessage[] {
  const texts = shared === null ? [own] : [shared, own];
  return texts.map((text) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }));
}
