import { UpstreamError } from '@codex-pro/runtime';
import { expect, test } from 'vitest';
import { loopForTests, noteTool } from '../testing/loop-for-tests.ts';
import { type MemoryTranscript, memoryTranscript } from '../testing/memory-transcript.ts';
import { customCall, functionCall, type ScriptedModel, scriptedModel } from '../testing/scripted-model.ts';
import { createAskUserTool } from '../tools/ask-user.ts';
import type { TranscriptEntry } from '../transcript/entry.ts';
import type { LoopEvent, LoopOptions } from './loop-options.ts';
import { runLoop } from './run-loop.ts';

const final = { text: '{"summary":"done"}' };

function inputsOf(options: Pick<LoopOptions<unknown>, 'model'>): readonly (readonly unknown[])[] {
  return (options.model as ScriptedModel).calls.map((call) => call.input);
}

test('a loop without calls ends with the first answer', async () => {
  const options = loopForTests([final]);
  const result = await runLoop(options);
  expect(result.end).toEqual({ type: 'answered', value: { summary: 'done' } });
  expect(result).toMatchObject({ turns: 1, spent: { tokens: 110, usd: 0.01 } });
  expect((options.model as ScriptedModel).calls[0]).toMatchObject({
    instructions: 'Do the task.',
    format: { name: 'answer' },
  });
});

test('all calls come first, then their outputs in the order of the calls, whichever was ready first', async () => {
  const seen: string[] = [];
  const slow = noteTool('look', 'none', seen, async (text) => {
    if (text === 'a') await new Promise((resolve) => setTimeout(resolve, 30));
  });
  const calls = [functionCall('1', 'look', { text: 'a' }), functionCall('2', 'look', { text: 'b' })];
  const options = loopForTests([{ items: calls }, final], { tools: [slow] });
  const result = await runLoop(options);
  expect(seen).toEqual(['b', 'a']);
  expect(inputsOf(options)[1]?.slice(1)).toMatchObject([
    { type: 'function_call', call_id: '1' },
    { type: 'function_call', call_id: '2' },
    { type: 'function_call_output', call_id: '1', output: 'noted a', id: expect.stringMatching(/^fco_/) },
    { type: 'function_call_output', call_id: '2', output: 'noted b' },
  ]);
  expect(result.records.map((each) => each.record)).toEqual([{ text: 'b' }, { text: 'a' }]);
});

test('calls with effects run one by one, in order', async () => {
  const running: string[] = [];
  let most = 0;
  const act = noteTool('act', 'some', [], async (text) => {
    running.push(text);
    most = Math.max(most, running.length);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running.pop();
  });
  const items = ['a', 'b', 'c'].map((text) => functionCall(text, 'act', { text }));
  await runLoop(loopForTests([{ items }, final], { tools: [act] }));
  expect(most).toBe(1);
});

test.each([
  ['an unknown tool', functionCall('1', 'nope', {}), 'unsupported call: nope'],
  ['JSON that is broken', functionCall('1', 'act', '{"text": '), /^failed to parse function arguments: /],
  [
    'arguments of the wrong shape',
    functionCall('1', 'act', { text: 1 }),
    /^failed to parse function arguments: text: /,
  ],
  ['a function called as a custom tool', customCall('1', 'act', 'x'), /^act is a function/],
])('%s gets an output of its own, and the loop goes on', async (_, call, output) => {
  const seen: string[] = [];
  const options = loopForTests([{ items: [call] }, final], { tools: [noteTool('act', 'some', seen)] });
  const result = await runLoop(options);
  expect(result.end.type).toBe('answered');
  expect(inputsOf(options)[1]?.at(-1)).toMatchObject({
    type: `${call.type}_output`,
    output: expect.stringMatching(output),
  });
  expect(seen).toEqual([]);
});

test('an answer that does not end the turn makes the loop ask again', async () => {
  const options = loopForTests([{ text: 'I will look.', endTurn: false }, final]);
  await runLoop(options);
  expect(inputsOf(options)[1]).toMatchObject([{ role: 'user' }, { role: 'assistant' }]);
});

test('an answer that breaks the schema is sent back once with the complaint', async () => {
  const events: LoopEvent[] = [];
  const options = loopForTests([{ text: 'no JSON' }, final], { onEvent: (event) => events.push(event) });
  const result = await runLoop(options);
  expect(result.end.type).toBe('answered');
  expect(JSON.stringify(inputsOf(options)[1]?.at(-1))).toContain('not JSON');
  expect(events.map((event) => event.type)).toContain('repairing');
});

test('a repair that breaks the schema too is output_invalid', async () => {
  const options = loopForTests([{ text: '{}' }, { text: '{}' }]);
  await expect(runLoop(options)).rejects.toMatchObject({ code: 'output_invalid' });
});

test('steering joins the history before the next request, once, and even before a final answer is taken', async () => {
  const steering = [{ id: 's1', text: 'also the tests' }];
  const script = [final, { text: '{"summary":"with tests"}' }];
  let ready = false;
  const options = loopForTests(script, { steering: () => (ready ? steering : []) });
  const model = scriptedModel((_, ordinal) => {
    ready = true;
    return script[ordinal - 1] ?? final;
  });
  const result = await runLoop({ ...options, model });
  expect(result.end).toMatchObject({ value: { summary: 'with tests' } });
  expect(model.calls[1]?.input.at(-1)).toMatchObject({ role: 'user', content: [{ text: 'also the tests' }] });
  expect(model.calls.length).toBe(2);
});

test('the last turn is announced, and what it calls is not run', async () => {
  const seen: string[] = [];
  const call = (id: string) => ({ items: [functionCall(id, 'act', { text: id })] });
  const options = loopForTests([call('1'), call('2')], {
    tools: [noteTool('act', 'some', seen)],
    limits: { turns: 2, tokens: null, usd: null, minutes: null },
  });
  const result = await runLoop(options);
  expect(result.end).toEqual({ type: 'limit', limit: 'turns', message: 'The limit of 2 turns is reached.' });
  expect(seen).toEqual(['1']);
  expect(JSON.stringify(inputsOf(options)[1]?.at(-1))).toContain('last turn');
  expect(result.history.at(-1)).toMatchObject({ output: 'not run: the limit of 2 turns is reached' });
});

test.each([
  ['tokens', { tokens: 200, usd: null, minutes: null }, 2],
  ['usd', { tokens: null, usd: 0.025, minutes: null }, 3],
  ['minutes', { tokens: null, usd: null, minutes: 1 }, 3],
] as const)('the limit of %s ends the loop between requests', async (limit, limits, requests) => {
  let now = 0;
  const call = { items: [functionCall('1', 'look', { text: 'x' })] };
  const model = scriptedModel(() => {
    now += 20_000;
    return call;
  });
  const result = await runLoop(
    loopForTests([], {
      model,
      tools: [noteTool('look', 'none', [])],
      limits: { turns: 99, ...limits },
      now: () => now,
    }),
  );
  expect(result.end).toMatchObject({ type: 'limit', limit });
  expect(model.calls.length).toBe(requests);
});

test('the same failure again and again ends the loop, and a success with effects starts the count anew', async () => {
  const call = (text: string) => ({ items: [functionCall('1', 'act', { text })] });
  const limits = { turns: 99, tokens: null, usd: null, minutes: null, identicalFailures: 3 };
  const tools = [noteTool('act', 'some', [])];
  const texts = ['fail', 'fail', 'fine', 'fail', 'fail', 'fail'];
  const options = loopForTests(texts.map(call), { tools, limits });
  const result = await runLoop(options);
  expect(result.end).toMatchObject({ type: 'limit', limit: 'identical_failures' });
  expect(result.turns).toBe(texts.length);
});

test("the client's own budget ends the loop with what it has", async () => {
  const error = new UpstreamError('budget_exceeded', 'The budget of $1 is used up.');
  const result = await runLoop(loopForTests([{ error }]));
  expect(result.end).toEqual({ type: 'limit', limit: 'budget', message: 'The budget of $1 is used up.' });
});

test('every line is in the transcript before what it speaks of happens', async () => {
  const order: string[] = [];
  const inner = memoryTranscript();
  const transcript = {
    entries: [],
    append: async (...entries: readonly TranscriptEntry[]) => {
      await inner.append(...entries);
      order.push(...entries.map((entry) => entry.type));
    },
  };
  const act = noteTool('act', 'some', [], async () => {
    order.push('runs');
  });
  await runLoop(
    loopForTests([{ items: [functionCall('1', 'act', { text: 'x' })] }, final], { transcript, tools: [act] }),
  );
  expect(order).toEqual(['begin', 'answer', 'call', 'runs', 'output', 'answer']);
});

test('a loop that is cancelled ends with the reason', async () => {
  const aborted = AbortSignal.abort(new UpstreamError('timed_out', 'The clock of the job expired.'));
  await expect(runLoop(loopForTests([], { signal: aborted }))).rejects.toMatchObject({ code: 'timed_out' });
});

test('questions end the loop, with every call answered; a message of the user lets it go on', async () => {
  const ask = { ...createAskUserTool() };
  const items = [
    functionCall('1', 'ask_user', { questions: ['Which port?'] }),
    functionCall('2', 'nope', {}),
  ];
  const options = loopForTests([{ items }, final], { tools: [ask] });
  const result = await runLoop(options);
  expect(result.end).toEqual({ type: 'asked', questions: ['Which port?'] });
  expect(result.history.at(-1)).toMatchObject({ call_id: '2', output: 'unsupported call: nope' });

  const steered = loopForTests([{ items }, final], {
    tools: [ask],
    steering: () => [{ id: 's1', text: 'Port 80.' }],
    transcript: memoryTranscript((options.transcript as MemoryTranscript).all),
    model: scriptedModel(() => final),
  });
  expect(await runLoop(steered)).toMatchObject({ end: { type: 'answered' } });
});

test('a call id that comes twice is answered once', async () => {
  const seen: string[] = [];
  const call = functionCall('1', 'act', { text: 'x' });
  const model = { ...scriptedModel(() => final) };
  const entries: TranscriptEntry[] = [
    { type: 'begin', at: '', input: [] },
    {
      type: 'answer',
      turn: 1,
      items: [call, call],
      text: '',
      endTurn: true,
      usage: null,
      spent: { tokens: 0, usd: 0, ms: 0 },
    },
  ];
  const tools = [noteTool('act', 'some', seen)];
  const options = loopForTests([], {
    model: { ...model, respond: async () => Promise.reject(new Error('asked')) },
    tools,
    transcript: memoryTranscript(entries),
  });
  await expect(runLoop(options)).rejects.toThrow('asked');
  expect(seen).toEqual(['x']);
});

test('words on the way are told', async () => {
  const events: LoopEvent[] = [];
  const options = loopForTests(
    [{ text: 'I look first.', items: [functionCall('1', 'look', { text: 'x' })] }, final],
    {
      tools: [noteTool('look', 'none', [])],
      onEvent: (event) => events.push(event),
    },
  );
  await runLoop(options);
  expect(events.filter((event) => event.type !== 'model')).toMatchObject([
    { type: 'turn', turn: 1, of: 20 },
    { type: 'said', text: 'I look first.' },
    { type: 'call_started', tool: 'look', what: 'notes x' },
    { type: 'call_ended', tool: 'look', what: 'notes x', failure: null, record: { text: 'x' } },
    { type: 'turn', turn: 2 },
  ]);
});
