import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCodexClient, type ModelPort } from '@codex-pro/codex';
import { plainBackend, plainSettings } from '@codex-pro/codex/testing';
import { type Emulator, type EmulatorOptions, type ScenarioReply, startEmulator } from '@codex-pro/emulator';
import { createMemoryBreakerStore } from '@codex-pro/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { allTools } from '../testing/all-tools.ts';
import { loopForTests, type TestAnswer } from '../testing/loop-for-tests.ts';
import { patchOf } from '../testing/patch-case.ts';
import { openTranscript } from '../transcript/open-transcript.ts';
import { readTranscript } from '../transcript/read-transcript.ts';
import type { LoopOptions } from './loop-options.ts';
import { runLoop } from './run-loop.ts';

let home: string;
let emulator: Emulator;
const closing: (() => Promise<void>)[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'codex-pro-wire-'));
  writeFileSync(join(home, 'f.txt'), 'a\n');
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
  rmSync(home, { recursive: true, force: true });
});

interface Backend {
  readonly model: string;
  readonly chatgpt: boolean;
}

const backends: readonly (readonly [string, Backend])[] = [
  ['classic, with an API key', { model: 'gpt-5.5', chatgpt: false }],
  ['classic, with a ChatGPT login', { model: 'gpt-5.5', chatgpt: true }],
  ['Lite', { model: 'gpt-6.1-sol', chatgpt: true }],
];

async function clientOf({ model, chatgpt }: Backend, options: EmulatorOptions): Promise<ModelPort> {
  const started = await startEmulator(options);
  emulator = started;
  closing.unshift(() => started.close());
  if (chatgpt)
    writeFileSync(join(home, 'auth.json'), JSON.stringify(emulator.login.authJson()), { mode: 0o600 });
  const client = await createCodexClient({
    settings: {
      ...plainSettings,
      backend: {
        ...plainBackend,
        base_url: chatgpt ? emulator.codexUrl : emulator.url,
        chatgpt_url: chatgpt ? emulator.chatgptUrl : null,
      },
      model,
      clocks: { connect: 5_000, first_event: 5_000, idle: 5_000, call: 20_000 },
      retries: { attempts: 3, wait: 200 },
    },
    env: {
      CODEX_REFRESH_TOKEN_URL_OVERRIDE: emulator.refreshUrl,
      ...(chatgpt ? {} : { CODEX_PRO_API_KEY: 'emulator-key' }),
    },
    codexHome: home,
    stateHome: join(home, 'state'),
    capability: 'rescue',
    calls: { record: () => undefined },
    breakers: createMemoryBreakerStore(),
    productVersion: '0.0.0',
  });
  closing.push(() => client.close());
  return client;
}

const answer: LoopOptions<TestAnswer>['answer']['format'] = {
  name: 'answer',
  schema: {
    type: 'object',
    properties: { summary: { type: 'string' } },
    required: ['summary'],
    additionalProperties: false,
  },
};
const final: ScenarioReply = { json: { summary: 'done' } };

async function loopOver(
  backend: Backend,
  options: EmulatorOptions,
  changes: Partial<LoopOptions<TestAnswer>> = {},
) {
  const model = await clientOf(backend, options);
  const transcript = await openTranscript(join(home, 'transcript.jsonl'));
  closing.push(() => transcript.close());
  const base = loopForTests([], changes);
  return await runLoop({
    ...base,
    answer: { ...base.answer, format: answer },
    model,
    transcript,
    tools: allTools(home),
    ...changes,
  });
}

test.each(backends)(
  '%s: a task is done with every kind of call, within the rules of the backend',
  async (_, backend) => {
    const lite = backend.model === 'gpt-6.1-sol';
    const namespace = lite ? { namespace: 'functions' } : {};
    const patch = patchOf('*** Update File: f.txt', '-a', '+b');
    const replies: readonly ScenarioReply[] = [
      { calls: [{ name: 'exec_command', arguments: { cmd: 'cat f.txt' }, ...namespace }], times: 1 },
      { calls: [{ name: 'apply_patch', input: patch, ...namespace }], times: 1 },
      {
        calls: [
          { name: 'read_file', arguments: { path: 'f.txt' }, ...namespace },
          { name: 'no_such_tool', arguments: {}, ...namespace },
          { name: 'search', arguments: '{"query": ', ...namespace },
        ],
        times: 1,
      },
      { text: 'Nearly there.', end_turn: false, times: 1 },
      final,
    ];
    const result = await loopOver(backend, { scenario: { replies } });
    expect(emulator.violations).toEqual([]);
    expect(result).toMatchObject({ end: { type: 'answered', value: { summary: 'done' } }, turns: 5 });
    expect(readFileSync(join(home, 'f.txt'), 'utf8')).toBe('b\n');
    expect(result.records.map((each) => each.tool)).toEqual(['exec_command', 'apply_patch']);
    const outputs = result.history.flatMap((item) => ('output' in item ? [item['output']] : []));
    expect(outputs).toEqual([
      expect.stringContaining('Process exited with code 0'),
      'Exit code: 0\nWall time: 0 seconds\nOutput:\nSuccess. Updated the following files:\nM f.txt\n',
      'L1: b',
      'unsupported call: no_such_tool',
      expect.stringMatching(/^failed to parse function arguments: /),
    ]);
    const [first] = emulator.modelRequests;
    expect(first?.headers['x-codex-beta-features']).toBe(
      backend.chatgpt ? 'remote_compaction_v2' : undefined,
    );
    expect(first?.body).toMatchObject({ parallel_tool_calls: !lite, text: { format: { strict: true } } });
    const states = emulator.modelRequests.map((request) => request.headers['x-codex-turn-state']);
    // One turn to the backend: what it gave with one answer goes with the next request.
    expect(states).toEqual(
      [undefined, 1, 2, 3, 4].map((given) => (given && backend.chatgpt ? `ts-emulator-${given}` : undefined)),
    );
    // The reasoning of every turn goes back as it came.
    const last = JSON.stringify(emulator.modelRequests.at(-1)?.body);
    expect(last.match(/"type":"reasoning"/g)?.length).toBe(4);
  },
);

test.each(backends)('%s: a history that fills the window is shortened', async (_, backend) => {
  const replies: readonly ScenarioReply[] = [
    {
      calls: [{ name: 'exec_command', arguments: { cmd: 'echo x' } }],
      usage: { input_tokens: 250_000 },
      times: 1,
    },
    ...(backend.chatgpt
      ? []
      : [{ match: { contains: 'hand-over for yourself' }, text: 'Echoed x.', times: 1 }]),
    ...(backend.chatgpt ? [{ match: { contains: 'compaction_trigger' }, times: 1 }] : []),
    final,
  ];
  const result = await loopOver(backend, { scenario: { replies } });
  expect(emulator.violations).toEqual([]);
  expect(result).toMatchObject({ end: { type: 'answered' }, turns: 2 });
  expect(emulator.modelRequests.length).toBe(3);
  const types = result.history.map((item) => item.type);
  expect(types.slice(0, 2)).toEqual(['message', backend.chatgpt ? 'compaction' : 'message']);
});

test('a stream that breaks after a call was completed does not lose the call, nor run it twice', async () => {
  const replies: readonly ScenarioReply[] = [
    {
      calls: [{ name: 'exec_command', arguments: { cmd: 'echo ran >> log.txt' } }],
      fault: { fault: 'reset_after_item' },
      times: 1,
    },
    final,
  ];
  const result = await loopOver({ model: 'gpt-5.5', chatgpt: false }, { scenario: { replies } });
  expect(result.end.type).toBe('answered');
  expect(readFileSync(join(home, 'log.txt'), 'utf8')).toBe('ran\n');
});

test('what was written down is the history, and a worker that takes over asks for nothing twice', async () => {
  const call = { calls: [{ name: 'exec_command', arguments: { cmd: 'echo ran >> log.txt' } }], times: 1 };
  const backend = { model: 'gpt-5.5', chatgpt: false };
  const result = await loopOver(backend, { scenario: { replies: [call, final] } });
  const { entries } = readTranscript(readFileSync(join(home, 'transcript.jsonl')));
  expect(entries.map((entry) => entry.type)).toEqual(['begin', 'answer', 'call', 'output', 'answer']);
  const model = await clientOf(backend, {});
  const transcript = await openTranscript(join(home, 'transcript.jsonl'));
  closing.push(() => transcript.close());
  const base = loopForTests([]);
  const again = await runLoop({ ...base, model, transcript, tools: allTools(home) });
  expect(again.history).toEqual(result.history);
  expect(emulator.modelRequests).toEqual([]);
  expect(existsSync(join(home, 'log.txt'))).toBe(true);
});
