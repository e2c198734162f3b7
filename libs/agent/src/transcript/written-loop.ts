import type { LoopResult } from '../loop/loop-options.ts';
import { createLoopState } from '../loop/loop-state.ts';
import { outputItem } from '../loop/tool-call.ts';
import { interruptedCallPrompt } from '../prompts/interrupted-call.ts';
import type { TranscriptEntry } from './entry.ts';

/** What a transcript tells of a loop that has no result. */
export type WrittenLoop = Pick<LoopResult<unknown>, 'history' | 'turns' | 'records' | 'steered'>;

/**
 * What a transcript holds of a loop that was cancelled, failed or died, for its report and for a conversation that goes
 * on in another job: calls without an output are answered as interrupted. null for a loop that never began.
 */
export function writtenLoop(entries: readonly TranscriptEntry[]): WrittenLoop | null {
  if (entries.length === 0) return null;
  const state = createLoopState(() => 'none');
  for (const entry of entries) state.apply(entry);
  for (const call of state.openCalls) {
    const item = outputItem(call, interruptedCallPrompt());
    state.apply({ type: 'output', callId: call.id, name: call.name, item, failure: 'interrupted' });
  }
  const { history, turns, records, steered } = state;
  return { history, turns, records, steered };
}
