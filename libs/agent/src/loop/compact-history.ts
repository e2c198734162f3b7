import {
  type InputItem,
  type ModelAnswer,
  type ModelCall,
  maxInputCharacters,
  textLength,
} from '@codex-pro/codex';
import { UpstreamError } from '@codex-pro/runtime';
import { historySummaryHead, historySummaryPrompt } from '../prompts/history-summary.ts';
import { summariseHistoryPrompt } from '../prompts/summarise-history.ts';
import type { LoopState } from './loop-state.ts';
import { userMessage } from './notes.ts';

/** Where the catalogue knows no window: what the smallest of today's models bear. */
const unknownWindow = 128_000;
/** The request must hold the answer too, and the words that ask for the shortening. */
const share = 0.8;
const charactersPerToken = 4;
/** Words of the user that stay when the history is shortened, in characters, newest first. */
const keptCharacters = 80_000;
/** An old output is cut to so much before a history that is too large is sent once more. */
const cutOutput = 400;

/** Tokens at which a history is shortened. */
export function compactionPoint(contextWindow: number | null): number {
  return Math.floor((contextWindow ?? unknownWindow) * share);
}

/** Tokens of the next request: what the backend counted last, and an estimate of what joined since. */
export function nextRequestTokens(state: Pick<LoopState, 'history' | 'usage' | 'sinceUsage'>): number {
  if (state.usage === null) return Math.ceil(characters(state.history) / charactersPerToken);
  const known = state.usage.inputTokens + state.usage.outputTokens;
  return known + Math.ceil(characters(state.sinceUsage) / charactersPerToken);
}

/** Whether the next request would be too large. */
export function needsCompaction(state: LoopState, point: number): boolean {
  return nextRequestTokens(state) >= point || characters(state.history) >= maxInputCharacters * share;
}

export interface CompactionParts {
  readonly history: readonly InputItem[];
  /** Whether the backend shortens a history itself. */
  readonly byBackend: boolean;
  /** The call of an ordinary turn, with its tools and its input replaced. */
  readonly call: ModelCall;
  respond(call: ModelCall): Promise<ModelAnswer>;
}

/**
 * The history, shortened: the user's own words stay, the rest becomes one item. Throws UpstreamError `output_invalid`
 * when the backend gives none, and whatever `respond` throws; a history that is too large even for that is tried
 * once more with its old outputs cut.
 */
export async function compactHistory(parts: CompactionParts): Promise<readonly InputItem[]> {
  try {
    return await compactOnce(parts);
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    return await compactOnce({ ...parts, history: parts.history.map(withCutOutput) });
  }
}

/** Whether a call failed because its input does not fit. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'target_too_large';
}

async function compactOnce({
  history,
  byBackend,
  call,
  respond,
}: CompactionParts): Promise<readonly InputItem[]> {
  const kept = userWords(history);
  const purpose = `compaction of ${call.purpose}`;
  if (byBackend) {
    const answer = await respond({ ...call, purpose, input: [...history, { type: 'compaction_trigger' }] });
    const items = answer.items.filter((item) => item.type === 'compaction');
    const [compaction] = items;
    if (compaction === undefined || items.length > 1) {
      throw new UpstreamError(
        'output_invalid',
        'The backend did not shorten the history as it was asked to.',
        {
          hint: 'Try again, or split the task.',
        },
      );
    }
    return [...kept, compaction];
  }
  const { format: _, tools: __, ...plain } = call;
  const answer = await respond({
    ...plain,
    purpose,
    input: [...history, userMessage(summariseHistoryPrompt())],
  });
  if (answer.text.trim() === '') {
    throw new UpstreamError('output_invalid', 'The model gave no summary of the history.', {
      hint: 'Try again, or split the task.',
    });
  }
  return [...kept, userMessage(historySummaryPrompt(answer.text))];
}

/** The messages of the user, newest first up to a bound, in their order; the first, which is the task, always. */
function userWords(history: readonly InputItem[]): readonly InputItem[] {
  const messages = history.filter(
    (item) => item.type === 'message' && 'role' in item && item['role'] !== 'assistant' && !isSummary(item),
  );
  const [task, ...later] = messages;
  if (task === undefined) return [];
  let left = keptCharacters - textLength(task);
  const kept: InputItem[] = [];
  for (const message of later.toReversed()) {
    left -= textLength(message);
    if (left < 0) break;
    kept.unshift(message);
  }
  return [task, ...kept];
}

function isSummary(item: InputItem): boolean {
  const [part] =
    'content' in item && Array.isArray(item['content']) ? (item['content'] as readonly unknown[]) : [];
  const text = typeof part === 'object' && part !== null && 'text' in part ? part.text : null;
  return typeof text === 'string' && text.startsWith(historySummaryHead);
}

function withCutOutput(item: InputItem): InputItem {
  const output = 'output' in item ? item['output'] : undefined;
  if (output === undefined) return item;
  const text = typeof output === 'string' ? output : 'An image or a list of parts, left out to save space.';
  if (text.length <= cutOutput) return { ...item, output: text };
  return { ...item, output: `${text.slice(0, cutOutput)}\n…the rest was left out to save space.` };
}

function characters(items: readonly InputItem[]): number {
  return items.reduce((sum, item) => sum + textLength(item), 0);
}
