import type { JsonObject } from '../json.ts';
import { Refusal } from './refusal.ts';

const kinds: Readonly<Record<string, { readonly call: string; readonly words: string }>> = {
  function_call_output: { call: 'function_call', words: 'function call' },
  custom_tool_call_output: { call: 'custom_tool_call', words: 'custom tool call' },
};

/** Every call has exactly one output after it, of its own kind, and every output has its call. */
export function checkCallPairs(items: readonly JsonObject[]): void {
  const open = new Map<string, string>();
  for (const item of items) {
    const type = String(item['type']);
    const id = String(item['call_id']);
    if (type === 'function_call' || type === 'custom_tool_call') {
      if (open.has(id))
        throw new Refusal('input.call_duplicate', `Duplicate call_id '${id}'.`, { param: 'input' });
      open.set(id, type);
      continue;
    }
    const kind = kinds[type];
    if (kind === undefined) continue;
    if (open.get(id) !== kind.call)
      throw new Refusal(
        'input.output_without_call',
        `No tool call found for ${kind.words} output with call_id ${id}.`,
        { param: 'input' },
      );
    open.set(id, 'answered');
  }
  for (const [id, state] of open)
    if (state !== 'answered')
      throw new Refusal(
        'input.call_without_output',
        `No tool output found for ${state === 'function_call' ? 'function' : 'custom tool'} call ${id}.`,
        { param: 'input' },
      );
}
