import type { InputItem, ModelCall } from '@codex-pro/codex';
import { InputError, UpstreamError } from '@codex-pro/runtime';
import { expect, test } from 'vitest';
import { historySummaryHead } from '../prompts/history-summary.ts';
import { loopForTests, noteTool } from '../testing/loop-for-tests.ts';
import { memoryTranscript } from '../testing/memory-transcript.ts';
import {
  assistantMessage,
  functionCall,
  type ScriptedAnswer,
  scriptedModel,
} from '../testing/scripted-model.ts';
import type { LoopEvent } from './loop-options.ts';
import { userMessage } from './notes.ts';
import { runLoop } from './run-loop.ts';

const compaction = { type: 'compaction', id: 'cmp_1', encrypted_content: 'sealed' };
const final: ScriptedAnswer = { text: '{"summary":"done"}' };
const look = noteTool('look', 'none', []);
const calls = (id: string, inputTokens: number): ScriptedAnswer => ({
  items: [functionCall(id, 'look', { text: 'x' })],
  inputTokens,
});

const isTrigger = (call: ModelCall) => call.input.at(-1)?.type === 'compaction_trigger';
const asksForSummary = (call: ModelCall) =>
  JSON.stringify(call.input.at(-1)).includes('hand-over for yourself');

test('a backend that shortens histories is asked to, and the words of the user stay', async () => {
  const events: LoopEvent[] = [];
  const transcript = memoryTranscript();
  const model = scriptedModel(
    (call, ordinal) => {
      if (isTrigger(call)) return { items: [compaction] };
      return ordinal === 1 ? calls('1', 900) : final;
    },
    { abilities: { contextWindow: 1_000, compacts: true } },
  );
  const result = await runLoop(
    loopForTests([], { model, transcript, tools: [look], onEvent: (event) => events.push(event) }),
  );
  expect(result).toMatchObject({ end: { type: 'answered' }, turns: 2 });
  expect(model.calls[1]).toMatchObject({ purpose: 'compaction of test', tools: [look.spec] });
  expect(model.calls[2]?.input).toEqual([userMessage('the task'), compaction]);
  expect(events.map((event) => event.type)).toEqual(expect.arrayContaining(['compacting', 'compacted']));
  expect(transcript.all.map((entry) => entry.type)).toEqual([
    'begin',
    'answer',
    'output',
    'compacted',
    'answer',
  ]);
});

test('any other model is asked for a summary, without tools and without the schema', async () => {
  const model = scriptedModel(
    (call, ordinal) => {
      if (asksForSummary(call)) return { text: 'All is well.' };
      return ordinal === 1 ? calls('1', 900) : final;
    },
    { abilities: { contextWindow: 1_000, compacts: false } },
  );
  await runLoop(loopForTests([], { model, tools: [look] }));
  expect(model.calls[1]).not.toHaveProperty('tools');
  expect(model.calls[1]).not.toHaveProperty('format');
  expect(model.calls[2]?.input).toEqual([
    userMessage('the task'),
    userMessage(`${historySummaryHead}\n\nAll is well.\n\nGo on from there.`),
  ]);
});

test('a newer summary takes the place of an older one', async () => {
  let summaries = 0;
  const model = scriptedModel(
    (call, ordinal) => {
      if (!asksForSummary(call)) return ordinal < 5 ? calls(String(ordinal), 900) : final;
      summaries += 1;
      return { text: `Summary ${summaries}.` };
    },
    { abilities: { contextWindow: 1_000, compacts: false } },
  );
  await runLoop(loopForTests([], { model, tools: [look] }));
  const last = JSON.stringify(model.calls.at(-1)?.input);
  expect(last).toContain('Summary 2.');
  expect(last).not.toContain('Summary 1.');
});

test('a history that the backend finds too large is shortened, its old outputs cut where even that is too much', async () => {
  const tooLarge = new InputError('target_too_large', 'The input is too long.');
  const long = noteTool('look', 'none', []);
  const history: InputItem[] = [
    userMessage('the task'),
    functionCall('0', 'look', { text: 'x' }),
    { type: 'function_call_output', call_id: '0', output: 'y'.repeat(10_000) },
    assistantMessage('{"summary":"earlier"}'),
    userMessage('go on'),
  ];
  const model = scriptedModel(
    (call) =>
      JSON.stringify(call.input).includes('y'.repeat(1_000))
        ? { error: tooLarge }
        : isTrigger(call)
          ? { items: [compaction] }
          : final,
    { abilities: { contextWindow: null, compacts: true } },
  );
  const result = await runLoop(loopForTests([], { model, tools: [long], input: history }));
  expect(result.end.type).toBe('answered');
  expect(model.calls.map(isTrigger)).toEqual([false, true, true, false]);
  expect(model.calls[3]?.input).toEqual([userMessage('the task'), userMessage('go on'), compaction]);
});

test('a history that stays too large is said to be so, once', async () => {
  const tooLarge = new UpstreamError('target_too_large', 'context_length_exceeded');
  const model = scriptedModel((call) => (isTrigger(call) ? { items: [compaction] } : { error: tooLarge }), {
    abilities: { contextWindow: null, compacts: true },
  });
  await expect(runLoop(loopForTests([], { model }))).rejects.toMatchObject({ code: 'target_too_large' });
  expect(model.calls.length).toBe(3);
});

test('a backend that gives no shortened history is an error', async () => {
  const model = scriptedModel((_, ordinal) => (ordinal === 1 ? calls('1', 900) : { text: 'no' }), {
    abilities: { contextWindow: 1_000, compacts: true },
  });
  await expect(runLoop(loopForTests([], { model, tools: [look] }))).rejects.toMatchObject({
    code: 'output_invalid',
  });
});

test('a loop that is resumed goes on from the shortened history', async () => {
  const transcript = memoryTranscript();
  const script = (call: ModelCall): ScriptedAnswer => {
    if (isTrigger(call)) return { items: [compaction] };
    return call.input.some((item) => item.type === 'compaction') ? final : calls('1', 900);
  };
  const options = { abilities: { contextWindow: 1_000, compacts: true } };
  await runLoop(loopForTests([], { model: scriptedModel(script, options), tools: [look], transcript }));
  const model = scriptedModel(script, options);
  const cut = memoryTranscript(transcript.all.slice(0, 4));
  await runLoop(loopForTests([], { model, tools: [look], transcript: cut }));
  expect(model.calls.map((call) => call.input)).toEqual([[userMessage('the task'), compaction]]);
});

test('where the window is not known, the length of the history decides', async () => {
  const model = scriptedModel((call, ordinal) => {
    if (asksForSummary(call)) return { text: 'Short.' };
    return ordinal === 1 ? calls('1', 10) : final;
  });
  const wordy = { ...look, run: async () => ({ output: 'z'.repeat(900_000), failure: null }) };
  await runLoop(loopForTests([], { model, tools: [wordy], compactAtTokens: 10_000_000 }));
  expect(model.calls.length).toBe(3);
});
