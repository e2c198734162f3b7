import { expect, test } from 'vitest';
import { userMessage } from '../loop/notes.ts';
import { functionCall } from '../testing/scripted-model.ts';
import type { TranscriptEntry } from './entry.ts';
import { writtenLoop } from './written-loop.ts';

const spent = { tokens: 0, usd: 0, ms: 0 };
const calls = [functionCall('1', 'act', {}), functionCall('2', 'act', {})];
const output = { type: 'function_call_output', call_id: '2', output: 'done' };
const entries: readonly TranscriptEntry[] = [
  { type: 'begin', at: '', input: [userMessage('the task')] },
  { type: 'answer', turn: 1, items: calls, text: '', endTurn: true, usage: null, spent },
  { type: 'output', callId: '2', name: 'act', item: output, failure: null },
];

test('calls that nobody answered are answered as interrupted, in their order', () => {
  expect(writtenLoop(entries)).toMatchObject({
    turns: 1,
    history: [
      userMessage('the task'),
      ...calls,
      expect.objectContaining({ call_id: '1', output: expect.stringMatching(/^interrupted/) }),
      output,
    ],
  });
  expect(writtenLoop([])).toBeNull();
});
