import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createNoEngine } from './engines/no-engine.ts';
import { startCommand } from './start-command.ts';

test('protected names are looked at before the command can do anything, however slow this process is', async () => {
  const root = mkdtempSync(join(tmpdir(), 'codex-pro-start-'));
  const made = join(root, '.envrc');
  let wasThere: boolean | null = null;
  const command = await startCommand(
    { command: `touch ${made}`, cwd: root, signal: new AbortController().signal },
    {
      engine: createNoEngine(),
      group: {
        name: 'watchdog',
        join: '',
        folders: [],
        watch: () => () => undefined,
        broken: () => null,
        close: () => Promise.resolve(),
      },
      guard: {
        begin() {
          // As on a machine with more to do than it can.
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
          wasThere = existsSync(made);
          return () => null;
        },
      },
      policy: {
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
        limits: { memoryBytes: 2 ** 30, processes: 64, fileBytes: 2 ** 20, cpuSeconds: 10 },
      },
    },
  );
  expect(await command.ended).toMatchObject({ code: 0 });
  expect(existsSync(made)).toBe(true);
  expect(wasThere).toBe(false);
  await rm(root, { recursive: true });
});
