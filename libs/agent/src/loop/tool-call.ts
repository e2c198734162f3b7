import { randomUUID } from 'node:crypto';
import type { InputItem, OutputItem } from '@codex-pro/codex';
import type { ToolResult } from '../agent-tool.ts';

/** A call of the model that somebody must answer. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly kind: 'function' | 'custom';
  /** JSON text of a function's arguments, or the text of a custom tool's input. */
  readonly text: string;
}

/**
 * The calls among the items of an answer, in order. Calls of hosted tools are not ours: the backend answered them.
 * A namespace is no part of the name: Lite puts all of ours into `functions`.
 */
export function toolCalls(items: readonly OutputItem[]): readonly ToolCall[] {
  const seen = new Set<string>();
  return items.flatMap((item): ToolCall[] => {
    const id = item['call_id'];
    // An id that comes twice can have one output only.
    if (typeof id !== 'string' || seen.has(id)) return [];
    seen.add(id);
    const name = typeof item['name'] === 'string' ? item['name'] : '';
    if (item.type === 'function_call')
      return [{ id, name, kind: 'function', text: String(item['arguments'] ?? '') }];
    if (item.type === 'custom_tool_call')
      return [{ id, name, kind: 'custom', text: String(item['input'] ?? '') }];
    return [];
  });
}

/** The item that answers a call, in the shape that the Codex CLI 0.169 sends (recorded). */
export function outputItem(call: ToolCall, output: ToolResult['output']): InputItem {
  const custom = call.kind === 'custom';
  return {
    type: custom ? 'custom_tool_call_output' : 'function_call_output',
    id: `${custom ? 'ctco' : 'fco'}_${randomUUID()}`,
    call_id: call.id,
    output,
  };
}
