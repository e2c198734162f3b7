import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processStart } from './limits/process-tree.ts';
import { clearDeadSandboxes } from './open-sandboxes.ts';

const script = fileURLToPath(new URL('./testing/hold-sandbox.ts', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'codex-pro-killed-')));
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

test('what a killed process left of its sandbox goes at the next start, and that of a living one stays', async () => {
  const holders = [0, 1].map((index) =>
    spawn(process.execPath, [script, join(folder, `${index}`)], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  try {
    await Promise.all(
      holders.map(async (holder) => {
        const [ended] = await Promise.race([
          once(holder.stdout, 'data').then(() => [null]),
          once(holder, 'exit'),
        ]);
        if (ended !== null) throw new Error(`A holder ended with ${ended}.`);
      }),
    );
    const [dead, living] = [0, 1].map((index) => note(index));
    if (dead === undefined || living === undefined) throw new Error('No notes.');
    expect(dead.files).toHaveLength(2);
    expect(dead.helpers).toHaveLength(1);
    holders[0]?.kill('SIGKILL');
    await once(holders[0] ?? process, 'exit');
    expect(dead.files.every((path) => existsSync(path))).toBe(true);

    for (const index of [0, 1]) await clearDeadSandboxes(join(folder, `${index}`, 'state'));
    expect([...dead.files, ...dead.groups].filter((path) => existsSync(path))).toEqual([]);
    expect(readdirSync(join(folder, '0', 'state', 'sandboxes'))).toEqual([]);
    await expect.poll(() => dead.helpers.map(({ pid }) => processStart(pid))).toEqual([null]);
    expect([...living.files, ...living.groups].filter((path) => !existsSync(path))).toEqual([]);
    expect(living.helpers.map(({ pid }) => processStart(pid))).not.toContain(null);
  } finally {
    const ends = holders.filter(isRunning).map((each) => once(each, 'exit'));
    for (const holder of holders) holder.kill('SIGKILL');
    await Promise.all(ends);
    await clearDeadSandboxes(join(folder, '1', 'state'));
  }
});

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

interface Note {
  readonly files: readonly string[];
  readonly groups: readonly string[];
  readonly helpers: readonly { readonly pid: number }[];
}

function note(index: number): Note {
  const notes = join(folder, `${index}`, 'state', 'sandboxes');
  const [name = ''] = readdirSync(notes);
  return JSON.parse(readFileSync(join(notes, name), 'utf8')) as Note;
}
