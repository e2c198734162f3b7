import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('hold-lock.ts', import.meta.url));

/** Resolves once another process holds the write lock of a database; it lets go after `ms`. */
export async function lockDatabase(path: string, ms: number): Promise<void> {
  const child = spawn(process.execPath, [program, path, String(ms)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child.stdout, 'data');
}
