import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { createNoEngine } from '../engines/no-engine.ts';
import { unguarded } from '../guard/guard-names.ts';
import type { SandboxPolicy } from '../policy.ts';
import { startCommand } from '../start-command.ts';
import { createWatchdog } from './watchdog.ts';

async function endUnderWatch(command: string) {
  const root = await mkdtemp(`${tmpdir()}/codex-pro-watchdog-`);
  const limits = { memoryBytes: 128 * 2 ** 20, processes: 20, fileBytes: 2 ** 20, cpuSeconds: 30 };
  const policy: SandboxPolicy = {
    mode: 'full-access',
    root,
    scratch: root,
    hidden: [],
    readable: [],
    protected: [],
    readOnly: [],
    shown: [],
    domains: [],
    environment: { PATH: process.env['PATH'] ?? '' },
    limits,
  };
  const parts = { engine: createNoEngine(), group: createWatchdog(limits), guard: unguarded, policy };
  try {
    const { signal } = new AbortController();
    return await (await startCommand({ command, cwd: root, signal }, parts)).ended;
  } finally {
    await rm(root, { recursive: true });
  }
}

test('where there are no control groups, a tree that grows too large is ended, and it is said why', async () => {
  const many = await endUnderWatch('for i in $(seq 40); do sleep 30 & done; wait');
  expect(many).toMatchObject({ signal: 'SIGKILL', broken: 'more than 20 processes' });
  const large = `${process.execPath} -e 'const a = Buffer.alloc(3e8, 1); setTimeout(() => a, 30000)'`;
  expect(await endUnderWatch(large)).toMatchObject({ broken: 'more than 128 MB of memory' });
});
