import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, type EmulatorOptions, startEmulator } from '@codex-pro/emulator';
import { afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { hostProgram } from './host-program.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('codex');

const answerSchema = {
  type: 'object',
  properties: {
    verdict: { type: 'string', enum: ['approve', 'needs_attention'] },
    notes: { type: 'array', items: { type: 'string' } },
  },
  required: ['verdict', 'notes'],
  additionalProperties: false,
} as const;

let codex: string;
beforeAll(async () => {
  codex = await hostProgram('codex');
}, 400_000);

let home: string;
const running: Emulator[] = [];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'codex-pro-real-codex-'));
  await mkdir(join(home, 'work'));
});
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

async function start(options?: EmulatorOptions): Promise<Emulator> {
  const emulator = await startEmulator(options);
  running.push(emulator);
  return emulator;
}

interface Run {
  readonly code: number | null;
  readonly events: readonly Record<string, unknown>[];
  readonly errors: string;
}

/** `codex exec` in a home of its own, stdin closed, with nothing of this machine's environment but PATH. */
function exec(env: Record<string, string>, ...options: string[]): Promise<Run> {
  const child = spawn(codex, ['exec', '--json', '--skip-git-repo-check', ...options, 'Say something.'], {
    cwd: join(home, 'work'),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: home, CODEX_HOME: home, ...env },
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), 60_000);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(limit);
      const lines = output.split('\n').filter((line) => line.startsWith('{'));
      resolve({ code, errors, events: lines.map((line) => JSON.parse(line) as Record<string, unknown>) });
    });
  });
}

function messagesOf(run: Run): unknown[] {
  const items = run.events.map((event) => Object(event['item']));
  return items.filter((item) => item['type'] === 'agent_message').map((item) => item['text']);
}

function configuredForKey(emulator: Emulator, model: string): Promise<void> {
  const lines = [
    `model = "${model}"`,
    'model_provider = "emulator"',
    '[model_providers.emulator]',
    'name = "emulator"',
    `base_url = "${emulator.url}"`,
    'env_key = "EMULATOR_KEY"',
    'wire_api = "responses"',
  ];
  return writeFile(join(home, 'config.toml'), lines.join('\n'));
}

async function signedIn(emulator: Emulator, model: string): Promise<Record<string, string>> {
  const lines = [
    `model = "${model}"`,
    `openai_base_url = "${emulator.codexUrl}"`,
    `chatgpt_base_url = "${emulator.chatgptUrl}"`,
  ];
  await writeFile(join(home, 'config.toml'), lines.join('\n'));
  await writeFile(join(home, 'auth.json'), JSON.stringify(emulator.login.authJson()), { mode: 0o600 });
  return {
    CODEX_REFRESH_TOKEN_URL_OVERRIDE: emulator.refreshUrl,
    ...(emulator.ca === null ? {} : { CODEX_CA_CERTIFICATE: emulator.ca }),
  };
}

describe('the real codex, by the same strict rules', () => {
  const key = { EMULATOR_KEY: 'emulator-key' };

  test.each(['gpt-5.5', 'gpt-6.1-sol'])('with an API key, %s', async (model) => {
    const emulator = await start();
    await configuredForKey(emulator, model);
    const run = await exec(key);
    expect(emulator.violations).toEqual([]);
    expect(run).toMatchObject({ code: 0 });
    expect(messagesOf(run)).toEqual(['This is the answer of the emulator.']);
    expect(run.events.at(-1)).toMatchObject({
      type: 'turn.completed',
      usage: { input_tokens: emulator.ledger.input_tokens, output_tokens: emulator.ledger.output_tokens },
    });
  });

  test('with a schema, effort, summary and tier', async () => {
    const emulator = await start();
    await configuredForKey(emulator, 'gpt-5.5');
    await writeFile(join(home, 'schema.json'), JSON.stringify(answerSchema));
    const settings = [
      'model_reasoning_effort="high"',
      'model_reasoning_summary="auto"',
      'service_tier="flex"',
    ];
    const options = settings.flatMap((setting) => ['-c', setting]);
    const run = await exec(key, '--output-schema', join(home, 'schema.json'), ...options);
    expect(emulator.violations).toEqual([]);
    expect(messagesOf(run)).toEqual(['{"verdict":"approve","notes":["text"]}']);
    expect(emulator.modelRequests[0]?.body).toMatchObject({
      reasoning: { effort: 'high', summary: 'auto' },
      service_tier: 'flex',
    });
  });

  test('through a tool loop: calls, their outputs, and the reasoning between, all sent back', async () => {
    const calls = [
      { name: 'exec_command', arguments: { cmd: 'echo one' } },
      { name: 'no_such_tool', arguments: {} },
      { name: 'exec_command', arguments: '{"cmd": ' },
    ];
    const emulator = await start({ scenario: { replies: [{ calls, times: 1 }, { text: 'done' }] } });
    await configuredForKey(emulator, 'gpt-5.5');
    const run = await exec(key);
    expect(emulator.violations).toEqual([]);
    expect(messagesOf(run)).toEqual(['done']);
    expect(emulator.modelRequests).toHaveLength(2);
    expect(emulator.ledger.cached_input_tokens).toBeGreaterThan(1024);
  });

  test('through a history that it has shortened on the way, with its built-in provider', async () => {
    const emulator = await start({
      reply: ({ items }, ordinal) => {
        if (items.at(-1)?.['type'] === 'compaction_trigger') return undefined;
        if (ordinal > 1) return { text: 'done' };
        return {
          calls: [{ name: 'exec_command', arguments: { cmd: 'echo one' } }],
          usage: { input_tokens: 250_000 },
        };
      },
    });
    const lines = [
      'model = "gpt-5.5"',
      `openai_base_url = "${emulator.url}"`,
      'model_auto_compact_token_limit = 20000',
    ];
    await writeFile(join(home, 'config.toml'), lines.join('\n'));
    const run = await exec({ CODEX_API_KEY: 'emulator-key' });
    expect(emulator.violations).toEqual([]);
    expect(messagesOf(run)).toEqual(['done']);
    const last = emulator.modelRequests.at(-1)?.body;
    expect(last).toMatchObject({
      input: expect.arrayContaining([expect.objectContaining({ type: 'compaction' })]),
    });
  });

  test('through a stream that breaks before an item', async () => {
    const emulator = await start();
    emulator.fail({ fault: 'reset_mid_stream', on: 1 });
    await configuredForKey(emulator, 'gpt-5.5');
    const run = await exec(key);
    expect(emulator.violations).toEqual([]);
    expect(messagesOf(run)).toEqual(['This is the answer of the emulator.']);
    expect(emulator.modelRequests).toHaveLength(2);
  });

  test.each(['malformed_events', 'crlf', 'comments', 'split_bytes', 'open_after_completed'] as const)(
    'through a stream that is odd and whole: %s',
    async (fault) => {
      const emulator = await start();
      emulator.fail({ fault });
      await configuredForKey(emulator, 'gpt-5.5');
      expect(messagesOf(await exec(key))).toEqual(['This is the answer of the emulator.']);
      expect(emulator.modelRequests).toHaveLength(1);
    },
  );

  test.each(['gpt-5.5', 'gpt-6.1-sol'])('signed in with ChatGPT over TLS, %s', async (model) => {
    const emulator = await start({ tls: true });
    const run = await exec(await signedIn(emulator, model), '-c', 'service_tier="fast"');
    expect(emulator.violations).toEqual([]);
    expect(messagesOf(run)).toEqual(['This is the answer of the emulator.']);
    const asked = new Set(emulator.requests.map((each) => each.endpoint));
    expect([...asked]).toEqual(expect.arrayContaining(['accounts_check', 'models', 'responses']));
    expect(emulator.modelRequests[0]?.headers).toMatchObject({
      'content-encoding': 'zstd',
      'chatgpt-account-id': 'acct-emulator-1',
      'x-codex-routing-hint': `model=${model};tier=priority`,
    });
  });

  test('it takes the catalogue that is served', async () => {
    const emulator = await start({
      tls: true,
      models: [
        {
          slug: 'gpt-own',
          efforts: ['low', 'high'],
          defaultEffort: 'high',
          lite: true,
          tiers: [],
          contextWindow: 50_000,
        },
      ],
    });
    const run = await exec(await signedIn(emulator, 'gpt-own'));
    expect(emulator.violations).toEqual([]);
    expect(run).toMatchObject({ code: 0 });
    expect(emulator.modelRequests[0]?.body).toMatchObject({
      model: 'gpt-own',
      reasoning: { effort: 'high' },
    });
  });

  test('a token that is about to expire is refreshed once, and kept', async () => {
    const emulator = await start({ tls: true });
    emulator.login.signInAgain(60);
    const env = await signedIn(emulator, 'gpt-5.5');
    const run = await exec(env);
    expect(run).toMatchObject({ code: 0 });
    expect(emulator.violations).toEqual([]);
    expect(emulator.login.refreshes).toBe(1);
    const kept = JSON.parse(await readFile(join(home, 'auth.json'), 'utf8'));
    expect(kept.tokens).toMatchObject(emulator.login.tokens);
  });
});
