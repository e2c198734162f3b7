import type { ModelAnswer, ModelCall, OutputItem } from '../model-call.ts';
import { asRecord, parseJson, stringField } from '../wire-fields.ts';

/** The text of the last assistant message, words on the way aside where there are others; empty where there is none. */
export function finalText(items: readonly OutputItem[]): string {
  const message =
    items.findLast((item) => isMessage(item) && !isCommentary(item)) ?? items.findLast(isMessage);
  return message === undefined ? '' : contentTexts(message, 'output_text', 'text').join('');
}

/** What the model said when it declined; null when it did not. */
export function refusalText(items: readonly OutputItem[]): string | null {
  const message = items.findLast(isMessage);
  if (message === undefined) return null;
  const refusals = contentTexts(message, 'refusal', 'refusal');
  return refusals.length === 0 ? null : refusals.join('');
}

/** Calls that somebody must answer; a hosted tool's call was answered by the backend itself. */
function hasToolCall(items: readonly OutputItem[]): boolean {
  return items.some((item) => toolCallTypes.has(item.type));
}

const toolCallTypes = new Set(['function_call', 'custom_tool_call', 'tool_search_call', 'local_shell_call']);

/**
 * True when items of a broken stream are an answer on their own: tool calls, which can be answered, a shortened
 * history, or a message that is final, whole, and JSON where JSON was asked for.
 */
export function isAnswer(items: readonly OutputItem[], format: ModelCall['format']): boolean {
  if (hasToolCall(items) || isCompaction(items)) return true;
  const last = items.at(-1);
  if (last === undefined || !isMessage(last) || isCommentary(last)) return false;
  const text = finalText(items);
  return text !== '' && (format === undefined || parseJson(text) !== undefined);
}

/** Items from which the model can go on; a message that was no answer would only mislead it. */
export function worthKeeping(items: readonly OutputItem[]): readonly OutputItem[] {
  return items.filter((item) => !isMessage(item) || isCommentary(item));
}

/** An answer that ends the turn with neither words nor a call is a failure, never a result. */
export function isEmptyAnswer(answer: ModelAnswer): boolean {
  return (
    answer.endTurn && answer.text.trim() === '' && !hasToolCall(answer.items) && !isCompaction(answer.items)
  );
}

/** What the backend answers when it was asked to shorten the history. */
function isCompaction(items: readonly OutputItem[]): boolean {
  return items.some((item) => item.type === 'compaction');
}

function isMessage(item: OutputItem): boolean {
  return item.type === 'message' && item['role'] === 'assistant';
}

/** Words on the way, before tools are called; no answer. */
function isCommentary(item: OutputItem): boolean {
  return item['phase'] === 'commentary';
}

function contentTexts(message: OutputItem, type: string, field: string): string[] {
  const content = message['content'];
  if (!Array.isArray(content)) return [];
  return content.flatMap((part) => {
    const text = asRecord(part)?.['type'] === type ? stringField(part, field) : null;
    return text === null ? [] : [text];
  });
}
