import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readScenario, type Scenario } from './scenario.ts';
import { emulatorForTest } from './testing/emulator-for-test.ts';
import { messageOf, plainBody, schemaBody, send, typesOf } from './testing/post.ts';

const start = (scenario: Scenario) => emulatorForTest({ scenario });

describe('replies', () => {
  test('the first that fits is given, as often as it may be; then the default', async () => {
    const emulator = await start({
      replies: [
        { match: { ordinal: 2 }, text: 'second' },
        { match: { contains: 'something' }, text: 'about something', times: 2 },
      ],
    });
    const texts = [];
    for (let request = 0; request < 4; request++) texts.push(messageOf(await send(emulator)));
    expect(texts).toEqual([
      'about something',
      'second',
      'about something',
      'This is the answer of the emulator.',
    ]);
  });

  test('the purpose is the name of the format, or what a subagent calls itself', async () => {
    const emulator = await start({
      replies: [
        { match: { purpose: 'answer' }, json: { verdict: 'approve', notes: [] } },
        { match: { purpose: 'review' }, text: 'a review' },
      ],
    });
    expect(messageOf(await send(emulator, schemaBody()))).toBe('{"verdict":"approve","notes":[]}');
    const headers = { 'x-openai-subagent': 'review' };
    expect(messageOf(await send(emulator, plainBody(), { headers }))).toBe('a review');
  });

  test('calls have ids of their own, and their arguments come in deltas', async () => {
    const emulator = await start({
      replies: [
        {
          reasoning: false,
          calls: [
            { name: 'exec_command', arguments: { cmd: 'ls' } },
            { name: 'apply_patch', input: '*** Begin Patch' },
          ],
        },
      ],
    });
    const received = await send(emulator);
    const items = received.events
      .filter((event) => event['type'] === 'response.output_item.done')
      .map((event) => event['item']);
    expect(items).toMatchObject([
      { type: 'function_call', call_id: 'call_1_0', name: 'exec_command', arguments: '{"cmd":"ls"}' },
      { type: 'custom_tool_call', call_id: 'call_1_1', name: 'apply_patch', input: '*** Begin Patch' },
    ]);
    expect(typesOf(received)).toContain('response.function_call_arguments.delta');
  });

  test('items, usage, a fault and a delay are as written', async () => {
    const emulator = await start({
      replies: [
        {
          items: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hello' }] }],
          usage: { output_tokens: 7 },
          fault: { fault: 'open_after_completed' },
          delay_ms: 30,
        },
      ],
    });
    const before = performance.now();
    const received = await send(emulator, plainBody(), { quietMs: 100 });
    expect(performance.now() - before).toBeGreaterThan(120);
    expect(received.ending).toBe('silence');
    expect(messageOf(received)).toBe('hello');
    expect(received.events.at(-1)).toMatchObject({ response: { usage: { output_tokens: 7 } } });
    expect(emulator.requests[0]?.fault).toBe('open_after_completed');
  });

  test('a request to shorten the history gets exactly the one item that it expects', async () => {
    const emulator = await start({});
    const user = { type: 'message', role: 'user', content: 'x' };
    const received = await send(emulator, plainBody({ input: [user, { type: 'compaction_trigger' }] }));
    const done = received.events.filter((event) => event['type'] === 'response.output_item.done');
    expect(done.map((event) => event['item'])).toMatchObject([{ type: 'reasoning' }, { type: 'compaction' }]);
  });

  test('a text is cut into deltas that never split a character', async () => {
    const text = '🙂'.repeat(100);
    const emulator = await start({ replies: [{ text: `x${text}` }] });
    const received = await send(emulator);
    const deltas = received.events.filter((event) => event['type'] === 'response.output_text.delta');
    expect(deltas.map((event) => event['delta']).join('')).toBe(`x${text}`);
    expect(deltas.every((event) => String(event['delta']).isWellFormed())).toBe(true);
  });
});

describe('a file', () => {
  const read = async (text: string): Promise<Scenario> => {
    const folder = await mkdtemp(join(tmpdir(), 'codex-pro-scenario-'));
    try {
      await writeFile(join(folder, 's.json'), text);
      return await readScenario(join(folder, 's.json'));
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  test('is a scenario', async () => {
    const scenario: Scenario = {
      replies: [{ text: 'x' }],
      faults: [{ fault: 'crlf', on: 1 }],
      rate_limits: { plan: 'plus' },
    };
    expect(await read(JSON.stringify(scenario))).toEqual(scenario);
  });

  test.each([
    ['[]', 'a scenario is a JSON object'],
    ['{"reply":[]}', "the scenario has the unknown field 'reply'"],
    ['{"replies":["x"]}', 'replies[0] is no object'],
    ['{"replies":[{"match":{"containing":"x"}}]}', "replies[0].match has the unknown field 'containing'"],
    ['{"replies":[{"fault":{"fault":"gremlins"}}]}', 'replies[0].fault names no known fault'],
    ['{"replies":[{"txt":"x"}]}', "replies[0] has the unknown field 'txt'"],
    ['{"faults":[{"fault":"gremlins"}]}', 'faults[0] names no known fault'],
  ])('%s is refused', async (text, words) => {
    await expect(read(text)).rejects.toThrow(words);
  });
});
