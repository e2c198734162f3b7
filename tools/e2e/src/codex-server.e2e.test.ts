import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Emulator, type EmulatorOptions, startEmulator } from '@codex-pro/emulator';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { hostProgram } from './host-program.ts';
import { makePlantedChange, plantedAnswer } from './planted-change.ts';

const run = promisify(execFile);
const dist = fileURLToPath(new URL('../../../plugins/codex-pro/dist/', import.meta.url));

let command: string;
beforeAll(async () => {
  command = await hostProgram('codex');
}, 400_000);

let home: string;
const running: Emulator[] = [];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'codex-pro-codex-host-'));
});
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close();
  await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

async function start(options: EmulatorOptions): Promise<Emulator> {
  const emulator = await startEmulator(options);
  running.push(emulator);
  return emulator;
}

/** Codex writes a hyphen in a server's name as an underline. */
const review = { name: 'review', namespace: 'mcp__codex_pro_review', arguments: { wait_seconds: 100 } };

/** `codex exec` on a change with a planted bug, our review server registered alone. Resolves with Codex's own backend. */
async function execWithReview(ours: Emulator, toolSeconds: number): Promise<Emulator> {
  const replies = [{ calls: [review], times: 1 }, { text: 'I have read it.' }];
  const model = await start({ scenario: { replies } });
  const config = [
    'model = "gpt-5.5"',
    `openai_base_url = "${model.url}"`,
    '[mcp_servers.codex-pro-review]',
    `command = "${process.execPath}"`,
    `args = ["${dist}review.mjs"]`,
    `tool_timeout_sec = ${toolSeconds}`,
    'default_tools_approval_mode = "approve"',
    '[mcp_servers.codex-pro-review.env]',
    ...Object.entries(settings(ours)).map(([name, value]) => `${name} = "${value}"`),
  ];
  await writeFile(join(home, 'config.toml'), config.join('\n'));
  await makePlantedChange(join(home, 'project'));
  const codex = run(command, ['exec', '--json', 'Have my change reviewed.'], {
    cwd: join(home, 'project'),
    env: { ...bare(), CODEX_HOME: home, CODEX_API_KEY: 'emulator-key' },
    timeout: 90_000,
  });
  codex.child.stdin?.end();
  await codex;
  return model;
}

function bare(): Record<string, string> {
  return { PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`, HOME: home };
}

function settings(ours: Emulator): Record<string, string> {
  return {
    CODEX_PRO_HOME: join(home, 'state'),
    CODEX_PRO_BASE_URL: ours.url,
    CODEX_PRO_API_KEY: 'emulator-key',
  };
}

/** What Codex told its model of the call. */
function toldModel(model: Emulator): string {
  const input: unknown = Object(model.modelRequests.at(-1)?.body)['input'];
  const items: readonly { readonly type?: string; readonly output?: unknown }[] = Array.isArray(input)
    ? input
    : [];
  return JSON.stringify(items.find(({ type }) => type === 'function_call_output')?.output ?? null);
}

const planted = { scenario: { replies: [{ json: plantedAnswer }] } };

test('a review that is called in the real Codex brings its findings to the model, tied to the right line', async () => {
  const ours = await start(planted);
  const told = toldModel(await execWithReview(ours, 60));
  expect(told).toContain('An overdraft is silently ignored');
  expect(told.replaceAll('\\', '')).toContain('"line_start":2');
  expect(ours.violations).toEqual([]);
});

test('a call that Codex gives up leaves the review running, and its result is there later', async () => {
  const ours = await start({ ...planted, latency: { headers: 4000 } });
  expect(toldModel(await execWithReview(ours, 2))).toMatch(/timed out/i);

  const jobs = async (...args: string[]) =>
    (
      await run(process.execPath, [`${dist}jobs.mjs`, 'run', ...args, '--format', 'json'], {
        cwd: join(home, 'project'),
        env: { ...bare(), ...settings(ours) },
        timeout: 60_000,
      })
    ).stdout;
  const listed = JSON.parse(await jobs('list-jobs'));
  expect(listed.jobs).toHaveLength(1);
  expect(await jobs('wait-for-job', listed.jobs[0].id)).toContain('An overdraft is silently ignored');
});
