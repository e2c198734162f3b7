import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@codex-pro/emulator';
import { expect } from 'vitest';
import { startCodexCli } from './codex-cli.ts';
import { makePlantedChange, plantedAnswer } from './planted-change.ts';
import { type RecordedMode, recordedModes } from './recorded-request.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('codex');

const bundle = fileURLToPath(new URL('../../../plugins/codex-pro/dist/review.mjs', import.meta.url));

test.for(Object.keys(recordedModes) as RecordedMode[])(
  'one backend takes a request of the real CLI and one of ours by the same strict rules: %s',
  async (mode) => {
    const { login, model } = recordedModes[mode];
    const chatgpt = login === 'chatgpt';
    const folder = await mkdtemp(join(tmpdir(), 'codex-pro-rules-'));
    const replies = [{ match: { purpose: 'review' }, json: plantedAnswer }];
    const emulator = await startEmulator({ tls: true, scenario: { replies } });
    const cli = await startCodexCli(emulator, login, model);
    try {
      expect(await cli.exec('Say ok.')).toMatchObject({ code: 0 });
      await makePlantedChange(join(folder, 'repository'));
      const code = await reviewIn(join(folder, 'repository'), {
        HOME: folder,
        CODEX_HOME: cli.home,
        CODEX_PRO_HOME: join(folder, 'home'),
        CODEX_PRO_MODEL: model,
        CODEX_PRO_BASE_URL: chatgpt ? emulator.codexUrl : emulator.url,
        CODEX_PRO_CHATGPT_URL: emulator.chatgptUrl,
        CODEX_REFRESH_TOKEN_URL_OVERRIDE: emulator.refreshUrl,
        CODEX_CA_CERTIFICATE: emulator.ca ?? '',
        ...(chatgpt ? {} : { CODEX_PRO_API_KEY: 'emulator-key' }),
      });
      expect(code).toBe(0);
      expect(emulator.violations).toEqual([]);
      expect(emulator.modelRequests.map(({ headers }) => headers['originator'])).toEqual([
        'codex_exec',
        'codex-pro',
      ]);
      const lite = emulator.modelRequests.map(
        ({ headers }) => headers['x-openai-internal-codex-responses-lite'],
      );
      expect(new Set(lite).size).toBe(1);
    } finally {
      await emulator.close();
      await cli.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  },
);

function reviewIn(cwd: string, env: Readonly<Record<string, string>>): Promise<number | null> {
  const args = [bundle, 'run', 'review', '--scope', 'working-tree', '--depth', 'quick'];
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}
