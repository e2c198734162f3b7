import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError, ConfigError, InputError } from '@codex-pro/runtime';
import { describe, expect, test, vi } from 'vitest';
import { runGit, runGitOrFail } from './git-process.ts';
import { isRunning } from './testing/running-process.ts';
import { createRepository, temporaryFolder } from './testing/test-repository.ts';

/** git runs an alias that begins with `!` by a shell: a child of its own, as a filter would be. */
const script = (text: string) => ['-c', `alias.script=!${text}`, 'script'];
const signal = () => AbortSignal.timeout(15_000);

async function pidsFrom(file: string): Promise<number[]> {
  for (let i = 0; i < 1000; i += 1) {
    if (existsSync(file)) {
      const pids = readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number);
      if (pids.length >= 2) return pids;
    }
    await sleep(10);
  }
  throw new Error('the children never started');
}

describe('runGit', () => {
  test('gives git neither the GIT_ variables nor the secrets of the host', async () => {
    const repository = createRepository();
    vi.stubEnv('GIT_DIR', '/elsewhere/.git');
    vi.stubEnv('GIT_INDEX_FILE', '/elsewhere/index');
    vi.stubEnv('GIT_EXTERNAL_DIFF', '/elsewhere/program');
    vi.stubEnv('OPENAI_API_KEY', 'canary');
    const { stdout } = await runGitOrFail({ cwd: repository.root, args: script('env'), signal: signal() });
    expect(stdout.toString()).not.toMatch(/elsewhere|canary/);
    expect(stdout.toString()).toContain('GIT_OPTIONAL_LOCKS=0');
    expect(stdout.toString()).toContain('GIT_TERMINAL_PROMPT=0');
  });

  test('an abort kills git and the processes that it started', async () => {
    const { root } = createRepository();
    const pids = join(root, 'pids');
    const controller = new AbortController();
    const call = runGit({
      cwd: root,
      args: script(`sh -c 'echo $$ >> ${pids}; exec sleep 60' & echo $$ >> ${pids}; wait`),
      signal: controller.signal,
    });
    const outcome = expect(call).rejects.toBeInstanceOf(CancelledError);
    const started = await pidsFrom(pids);
    controller.abort();
    await outcome;
    await vi.waitFor(() => expect(started.filter(isRunning)).toEqual([]), { timeout: 10_000 });
  });

  test('an abort with one of our errors throws that error', async () => {
    const { root } = createRepository();
    const reason = new ConfigError('timed_out', 'The job is over its deadline.');
    await expect(runGit({ cwd: root, args: ['status'], signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
  });

  test('the deadline ends a git that never would, even when a child that left its group holds the pipe', async () => {
    const { root } = createRepository();
    const call = runGit({
      cwd: root,
      args: script('setsid sleep 3; sleep 60'),
      signal: signal(),
      deadlineMs: 200,
    });
    await expect(call).rejects.toMatchObject({
      code: 'timed_out',
      message: expect.stringContaining('200 ms'),
    });
  });

  test('too much output is an error, or is cut where that was asked for', async () => {
    const { root } = createRepository();
    const endless = { cwd: root, args: script('yes'), signal: signal(), maxBytes: 100_000 };
    await expect(runGit(endless)).rejects.toMatchObject({ code: 'target_too_large' });
    const cut = await runGit({ ...endless, whenTooLong: 'cut' });
    expect(cut).toMatchObject({ code: 0, cut: true });
    expect(cut.stdout.length).toBe(100_000);
  });

  test('an end by a signal is never a success', async () => {
    const { root } = createRepository();
    const call = runGit({ cwd: root, args: script('kill -9 $PPID; sleep 1'), signal: signal() });
    await expect(call).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('SIGKILL'),
    });
  });

  test('an exit code is handed back, and runGitOrFail makes it an InputError with what git said', async () => {
    const { root } = createRepository();
    const call = { cwd: root, args: ['cat-file', 'commit', 'nothing'], signal: signal() };
    expect((await runGit(call)).code).toBe(128);
    await expect(runGitOrFail(call)).rejects.toMatchObject({
      code: 'input_invalid',
      message: expect.stringContaining('Not a valid object name nothing'),
    });
  });

  test('without git on PATH it is not configured, and the message says what to install', async () => {
    const { root } = createRepository();
    vi.stubEnv('PATH', temporaryFolder());
    const call = runGit({ cwd: root, args: ['status'], signal: signal() });
    await expect(call).rejects.toMatchObject({
      code: 'not_configured',
      hint: expect.stringContaining('Install git'),
    });
  });

  test('a program named git in the repository is not run, whatever PATH says', async () => {
    const { root } = createRepository();
    writeFileSync(join(root, 'git'), `#!/bin/sh\ntouch ${root}/ran\n`);
    chmodSync(join(root, 'git'), 0o755);
    vi.stubEnv('PATH', `.::${process.env['PATH']}`);
    await runGitOrFail({ cwd: root, args: ['status'], signal: signal() });
    expect(existsSync(join(root, 'ran'))).toBe(false);
  });

  test('a missing folder is an InputError that names it', async () => {
    const call = runGit({ cwd: '/nonexistent/folder', args: ['status'], signal: signal() });
    await expect(call).rejects.toBeInstanceOf(InputError);
    await expect(call).rejects.toMatchObject({ message: expect.stringContaining('/nonexistent/folder') });
  });

  test('a command line that is too long is an InputError', async () => {
    const { root } = createRepository();
    const call = runGit({ cwd: root, args: ['ls-files', '--', 'x'.repeat(3_000_000)], signal: signal() });
    await expect(call).rejects.toMatchObject({
      code: 'input_invalid',
      hint: expect.stringContaining('folders'),
    });
  });
});
