import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ClaudeSession, openSession } from './claude-session.ts';
import { hostProgram } from './host-program.ts';

export const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));

export interface Printed {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ClaudeCode {
  /** The isolated home folder; nothing of the user's own is seen. */
  readonly home: string;
  /** Runs `claude <args>` in a folder and waits for its end; kills it after `limitMs`, 150 s unless told. */
  run(
    args: readonly string[],
    cwd: string,
    env?: Readonly<Record<string, string>>,
    limitMs?: number,
  ): Promise<Printed>;
  /** Opens `claude <args>` in a folder as a person does, in a terminal. */
  open(args: readonly string[], cwd: string, env?: Readonly<Record<string, string>>): Promise<ClaudeSession>;
  close(): Promise<void>;
}

/**
 * The real Claude Code in a home of its own, talking to a Messages API on loopback, with a marketplace added (this
 * checkout's unless told) and the plugin installed from it.
 */
export async function startClaudeCode(
  messagesApiUrl: string,
  marketplace = repositoryRoot,
): Promise<ClaudeCode> {
  const claude = await bareClaudeCode(messagesApiUrl);
  for (const args of [
    ['plugin', 'marketplace', 'add', marketplace],
    ['plugin', 'install', 'codex-pro@codex-pro'],
  ]) {
    const done = await claude.run(args, claude.home);
    if (done.code !== 0) {
      await claude.close();
      throw new Error(`claude ${args.join(' ')} ended with ${done.code}: ${done.stdout}${done.stderr}`);
    }
  }
  return claude;
}

/** The same with nothing installed. */
export async function bareClaudeCode(messagesApiUrl: string): Promise<ClaudeCode> {
  const command = await hostProgram('claude');
  const home = await mkdtemp(join(tmpdir(), 'codex-pro-claude-'));
  await mkdir(join(home, 'tmp'));
  const base = {
    HOME: home,
    TMPDIR: join(home, 'tmp'),
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    ANTHROPIC_BASE_URL: messagesApiUrl,
    ANTHROPIC_API_KEY: 'sk-ant-of-a-test',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
    IS_SANDBOX: '1',
  };
  return {
    home,
    run: (args, cwd, env = {}, limitMs = 150_000) => print(command, args, cwd, { ...base, ...env }, limitMs),
    open: (args, cwd, env = {}) => openSession(command, args, cwd, { ...base, ...env }),
    close: () => rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}

async function print(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
  limitMs: number,
): Promise<Printed> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(limit);
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    });
  });
}
