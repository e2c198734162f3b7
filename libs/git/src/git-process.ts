import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { abortError, ConfigError, cleanText, InputError, throwIfAborted } from '@codex-pro/runtime';
import { type GitSetting, gitEnvironment, gitFlags } from './git-environment.ts';
import { findGit } from './git-executable.ts';

export interface GitCall {
  /** An existing folder. */
  readonly cwd: string;
  /** The subcommand first, then its arguments, as they are: there is no shell. */
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  /** Milliseconds; 60 s unless said. */
  readonly deadlineMs?: number;
  /** Of standard output; 64 MiB unless said. */
  readonly maxBytes?: number;
  /** What happens to longer output: an error (`target_too_large`), or the first `maxBytes` of it. */
  readonly whenTooLong?: 'fail' | 'cut';
  readonly stdin?: Uint8Array;
  /** Another index than the repository's own. */
  readonly indexFile?: string;
  /** Settings of this call alone. */
  readonly settings?: readonly GitSetting[];
}

export interface GitEnd {
  /** 0 where the output was cut. */
  readonly code: number;
  readonly stdout: Buffer;
  /** The first 8 kB. */
  readonly stderr: string;
  readonly cut: boolean;
}

const defaultDeadlineMs = 60_000;
const defaultMaxBytes = 64 * 1024 * 1024;
const maxErrorBytes = 8 * 1024;

/**
 * Runs git to its end, whatever its exit code. An abort, the deadline and too much output kill it with all that it
 * started. Throws what the signal carries, ConfigError `timed_out` or `not_configured`, InputError
 * `target_too_large`, and InputError `input_invalid` where the folder is missing. An end by a signal is an error.
 */
export async function runGit(call: GitCall): Promise<GitEnd> {
  throwIfAborted(call.signal);
  const child = start(call);
  const deadlineMs = call.deadlineMs ?? defaultDeadlineMs;
  const maxBytes = call.maxBytes ?? defaultMaxBytes;
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let stdoutBytes = 0;
  let stderrBytes = 0;
  const stopped: { why: Error | 'cut' | null } = { why: null };
  const stop = (why: Error | 'cut') => {
    stopped.why ??= why;
    kill(child);
  };

  const abort = () => stop(abortError(call.signal));
  call.signal.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => stop(tooSlow(call, deadlineMs)), deadlineMs);
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.push(chunk);
    stdoutBytes += chunk.length;
    if (stdoutBytes > maxBytes) stop(call.whenTooLong === 'cut' ? 'cut' : tooLong(call, maxBytes));
  });
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderrBytes < maxErrorBytes) stderr.push(chunk);
    stderrBytes += chunk.length;
  });
  // git may end before it has read all: its exit code says whether that matters.
  child.stdin.on('error', () => undefined);
  child.stdin.end(call.stdin ?? '');

  try {
    const ended = await endOf(child, call);
    if (stopped.why instanceof Error) throw stopped.why;
    const cut = stopped.why === 'cut';
    if (ended.code === null && !cut) throw killed(call, ended.signal);
    return {
      code: cut ? 0 : (ended.code ?? 0),
      stdout: Buffer.concat(stdout).subarray(0, maxBytes),
      stderr: cleanText(Buffer.concat(stderr).subarray(0, maxErrorBytes).toString('utf8'), maxErrorBytes),
      cut,
    };
  } finally {
    clearTimeout(timer);
    call.signal.removeEventListener('abort', abort);
  }
}

/** As `runGit`, but an exit code other than 0 is an InputError that says what git said. */
export async function runGitOrFail(call: GitCall): Promise<GitEnd> {
  const end = await runGit(call);
  if (end.code !== 0) throw gitFailed(call, end);
  return end;
}

/** For an exit code that nobody planned for: git's first line, ours around it. */
export function gitFailed(
  call: Pick<GitCall, 'args' | 'cwd'>,
  end: Pick<GitEnd, 'code' | 'stderr'>,
): InputError {
  const said = end.stderr.split('\n').find((line) => line.trim() !== '') ?? 'nothing';
  return new InputError(
    'input_invalid',
    `\`git ${call.args[0]}\` ended with code ${end.code} in ${call.cwd}. It said: ${cleanText(said, 300)}`,
    { hint: end.stderr.includes('promisor') ? partialHint : statusHint, cause: end.stderr },
  );
}

const statusHint = 'Run `git status` there: it tells whether the repository itself is in order.';
const partialHint =
  'The clone is partial and lacks objects, and codex-pro fetches nothing: run the same `git diff` once by hand, which does.';

function start(call: GitCall): ChildProcessByStdio<Writable, Readable, Readable> {
  const git = findGit(process.env['PATH']);
  try {
    return spawn(git, [...gitFlags, ...call.args], {
      cwd: call.cwd,
      env: {
        ...gitEnvironment(process.env, call.settings ?? []),
        ...(call.indexFile === undefined ? {} : { GIT_INDEX_FILE: call.indexFile }),
      },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A process group of its own, so that a kill reaches what git started.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'E2BIG')) throw cause;
    throw new InputError('input_invalid', 'The paths are too long for one command line.', {
      hint: 'Name their folders instead.',
      cause,
    });
  }
}

type End = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

function endOf(child: ChildProcess, call: GitCall): Promise<End> {
  const ended = Promise.withResolvers<End>();
  child.on('error', (cause: NodeJS.ErrnoException) => ended.reject(notStarted(call, cause)));
  child.once('close', (code, signal) => ended.resolve({ code, signal }));
  return ended.promise;
}

function kill(child: ChildProcess): void {
  // A grandchild that left the group could hold the pipes open for ever; nobody reads them any more.
  child.stdout?.destroy();
  child.stderr?.destroy();
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // No group any more, or (macOS) one of zombies: git alone is left, and this never throws.
    child.kill('SIGKILL');
  }
}

function tooSlow(call: GitCall, deadlineMs: number): ConfigError {
  return new ConfigError(
    'timed_out',
    `\`git ${call.args[0]}\` did not end within ${deadlineMs} ms in ${call.cwd} and was stopped.`,
    { hint: 'Run `git status` there to see what it waits for, or review fewer files with `paths`.' },
  );
}

function tooLong(call: GitCall, maxBytes: number): InputError {
  return new InputError(
    'target_too_large',
    `\`git ${call.args[0]}\` printed more than ${maxBytes} bytes in ${call.cwd}.`,
    { hint: 'Review fewer files with `paths`.' },
  );
}

function killed(call: GitCall, signal: NodeJS.Signals | null): ConfigError {
  return new ConfigError('internal', `\`git ${call.args[0]}\` was killed by ${signal} in ${call.cwd}.`, {
    hint: 'Something outside of codex-pro ended it, perhaps for want of memory. Try again.',
  });
}

function notStarted(call: GitCall, cause: NodeJS.ErrnoException): InputError | ConfigError {
  // git itself was found just before, so what is missing is the folder.
  if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') {
    return new InputError('input_invalid', `There is no folder ${call.cwd}.`, { cause });
  }
  return new ConfigError('not_configured', `git could not be started (${cause.code ?? cause.message}).`, {
    cause,
  });
}
