import type { InputItem } from '@codex-pro/codex';
import { createLoopState } from '../loop/loop-state.ts';
import { outputItem } from '../loop/tool-call.ts';
import { interruptedCallPrompt } from '../prompts/interrupted-call.ts';
import type { TranscriptEntry } from './entry.ts';

/**
 * The history that a transcript holds, for a conversation that goes on in another job: calls without an output, of a
 * job that was cancelled or died, are answered as interrupted.
 */
export function historyOf(entries: readonly TranscriptEntry[]): readonly InputItem[] {
  const state = createLoopState(() => 'none');
  for (const entry of entries) state.apply(entry);
  for (const call of state.openCalls) {
    const item = outputItem(call, interruptedCallPrompt());
    state.apply({ type: 'output', callId: call.id, name: call.name, item, failure: 'interrupted' });
  }
  return state.history;
}
