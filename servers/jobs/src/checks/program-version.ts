import { type ChildProcess, spawn } from 'node:child_process';
import { abortError } from '@codex-pro/runtime';

/** What is read of it; a program that says more is none of those we look for. */
const longest = 4_000;

/**
 * What `<path> --version` prints; null where it fails. On abort the program is killed with what it started, since one that
 * hangs would keep this process from ending, and throws the signal's reason.
 */
export async function programVersion(
  path: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string | null> {
  const child = spawn(path, ['--version'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const { promise, resolve, reject } = Promise.withResolvers<string | null>();
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(0, longest);
  });
  child.on('error', () => resolve(null));
  child.on('close', (code) => resolve(code === 0 ? text : null));
  const give = () => {
    killGroup(child);
    child.stdout.destroy();
    reject(abortError(signal));
  };
  if (signal.aborted) give();
  signal.addEventListener('abort', give, { once: true });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', give);
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
}
