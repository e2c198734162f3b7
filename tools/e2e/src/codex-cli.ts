import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Emulator } from '@codex-pro/emulator';
import { hostProgram } from './host-program.ts';

export interface CodexCli {
  /** Its CODEX_HOME, with `auth.json` where it is signed in. */
  readonly home: string;
  /** `codex exec` in an empty folder, with nothing of this machine's environment. Resolves with the exit code. */
  exec(prompt: string, ...options: readonly string[]): Promise<CodexRun>;
  close(): Promise<void>;
}

export interface CodexRun {
  readonly code: number | null;
  readonly output: string;
}

const limitMs = 120_000;

/**
 * The real Codex CLI, isolated, talking to an emulator: signed in with its login, or with its API key and the provider
 * that is built in.
 */
export async function startCodexCli(
  emulator: Emulator,
  login: 'chatgpt' | 'built-in key',
  model: string,
): Promise<CodexCli> {
  const command = await hostProgram('codex');
  const home = await mkdtemp(join(tmpdir(), 'codex-pro-cli-'));
  const folder = join(home, 'work');
  mkdirSync(folder);
  const base = login === 'chatgpt' ? emulator.codexUrl : emulator.url;
  writeFileSync(
    join(home, 'config.toml'),
    `model = "${model}"\nopenai_base_url = "${base}"\nchatgpt_base_url = "${emulator.chatgptUrl}"\n`,
  );
  if (login === 'chatgpt') {
    writeFileSync(join(home, 'auth.json'), JSON.stringify(emulator.login.authJson()), { mode: 0o600 });
  }
  const env = {
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    CODEX_HOME: home,
    ...(login === 'chatgpt' ? {} : { CODEX_API_KEY: 'emulator-key' }),
    CODEX_REFRESH_TOKEN_URL_OVERRIDE: emulator.refreshUrl,
    ...(emulator.ca === null ? {} : { CODEX_CA_CERTIFICATE: emulator.ca }),
  };
  return {
    home,
    exec: (prompt, ...options) =>
      new Promise((resolve, reject) => {
        const args = ['exec', '--json', '--skip-git-repo-check', ...options, prompt];
        const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
        const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
        let output = '';
        const hear = (chunk: Buffer) => {
          output += chunk.toString();
        };
        child.stdout.on('data', hear);
        child.stderr.on('data', hear);
        child.once('error', reject);
        child.once('close', (code) => {
          clearTimeout(limit);
          resolve({ code, output });
        });
      }),
    close: () => rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}
