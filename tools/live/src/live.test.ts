import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '@codex-pro/emulator';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
let emulator: Emulator;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-pro-live-'));
  await mkdir(join(folder, 'codex'));
  const calls = [{ name: 'add', namespace: 'functions', arguments: { a: 2, b: 3 } }];
  emulator = await startEmulator({
    scenario: { replies: [{ match: { contains: 'What is 2 + 3?' }, calls }] },
  });
});
afterEach(async () => {
  await emulator.close();
  await rm(folder, { recursive: true, force: true });
});

interface Printed {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function live(env: Record<string, string>, ...args: string[]): Promise<Printed> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      CODEX_HOME: join(folder, 'codex'),
      CODEX_PRO_HOME: join(folder, 'home'),
      ...env,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

async function signedIn(): Promise<Record<string, string>> {
  await writeFile(join(folder, 'codex', 'auth.json'), JSON.stringify(emulator.login.authJson()), {
    mode: 0o600,
  });
  return {
    CODEX_PRO_BASE_URL: emulator.codexUrl,
    CODEX_PRO_CHATGPT_URL: emulator.chatgptUrl,
    CODEX_REFRESH_TOKEN_URL_OVERRIDE: emulator.refreshUrl,
  };
}

test('without being told to spend, it says what it would send, and sends nothing', async () => {
  const printed = await live(await signedIn());
  expect(printed).toMatchObject({ code: 2, stderr: '' });
  expect(printed.stdout).toMatch(/six calls.*four of a model/);
  expect(printed.stdout).toContain('npm run live -- --spend');
  expect(emulator.requests).toEqual([]);
});

test('with a ChatGPT login all six are sent, and the report can be shown to anybody', async () => {
  const printed = await live(await signedIn(), '--spend');
  expect(printed).toMatchObject({ code: 0, stderr: '' });
  const lines = printed.stdout.trim().split('\n').slice(1);
  expect(lines.map((line) => line.split(/ +/).slice(0, 2))).toEqual(
    ['routing', 'models', 'classic', 'Lite', 'schema', 'tool'].map((name) => [name, 'ok']),
  );
  expect(printed.stdout).toContain('add {"a":2,"b":3}');
  expect(emulator.violations).toEqual([]);
  expect(emulator.modelRequests).toHaveLength(4);
  const dialects = emulator.modelRequests.map(
    ({ headers }) => headers['x-openai-internal-codex-responses-lite'] === 'true',
  );
  expect(dialects).toEqual([false, true, true, true]);
  const secrets = [...Object.values(emulator.login.tokens), ...emulator.login.accounts.map(({ id }) => id)];
  for (const secret of secrets) expect(printed.stdout).not.toContain(secret);
});

test('with a key there is no routing and no Lite, and the rest is sent', async () => {
  const env = {
    CODEX_PRO_BASE_URL: emulator.url,
    CODEX_PRO_API_KEY: 'emulator-key',
    CODEX_PRO_MODEL: 'gpt-5.5',
  };
  emulator.play({
    replies: [{ match: { contains: 'What is 2 + 3?' }, calls: [{ name: 'add', arguments: {} }] }],
  });
  const printed = await live({ ...env, CODEX_PRO_LIVE: '1' });
  expect(printed).toMatchObject({ code: 0, stderr: '' });
  expect(printed.stdout).toMatch(/routing +not asked/);
  expect(printed.stdout).toMatch(/Lite +not asked/);
  expect(printed.stdout).toMatch(/classic +ok +\[gpt-5\.5, \d+ ms, \d+ tokens\]/);
  expect(emulator.modelRequests).toHaveLength(3);
});

test('a refusal is shown with its code, and nothing is tried twice', async () => {
  emulator.fail({ fault: 'model_not_found_detail', match: { model: 'gpt-5.5' } });
  const printed = await live(await signedIn(), '--spend');
  expect(printed.code).toBe(1);
  expect(printed.stdout).toMatch(
    /classic +REFUSED +\[gpt-5\.5, \d+ ms\] model_unavailable: .*404.*Model not found/,
  );
  expect(emulator.modelRequests).toHaveLength(4);
});

test('where the login is not routed, nothing more is asked', async () => {
  emulator.fail({ fault: 'forbidden_html', endpoint: 'accounts_check' });
  const printed = await live(await signedIn(), '--spend');
  expect(printed.code).toBe(1);
  expect(printed.stdout).toMatch(/routing +REFUSED +\[\d+ ms\] forbidden: The workspace routing check/);
  expect(printed.stdout.match(/not asked/g)).toHaveLength(5);
  expect(emulator.modelRequests).toEqual([]);
});

test('without credentials it cannot run, and says how to get some', async () => {
  const printed = await live({ CODEX_PRO_AUTH: 'chatgpt' }, '--spend');
  expect(printed.code).toBe(3);
  expect(printed.stderr).toContain('Run `codex login`.');
});
