import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockWorkspace } from './workspace-lock.ts';

const contender = fileURLToPath(new URL('../testing/contend-for-lock.ts', import.meta.url));

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'codex-pro-lock-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test('a lock is one job’s at a time, each workspace has its own, and a released one is free', async () => {
  const first = await lockWorkspace(home, '/workspace', 'job-1');
  expect(await lockWorkspace(home, '/workspace', 'job-2')).toEqual({ heldBy: 'job-1' });
  const other = await lockWorkspace(home, '/another', 'job-2');
  for (const lock of [first, other]) {
    if ('heldBy' in lock) throw new Error('It was held.');
    await lock.release();
  }
  expect(await readdir(join(home, 'locks'))).toEqual([]);
});

test('the lock of a dead process is free', async () => {
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  await mkdir(join(home, 'locks'));
  const lock = await lockWorkspace(home, '/workspace', 'job-1');
  const [claim = ''] = await readdir(join(home, 'locks'));
  await writeFile(join(home, 'locks', claim), JSON.stringify({ job: 'dead', pid: dead.pid, started: '1' }));
  expect(await lockWorkspace(home, '/workspace', 'job-2')).toHaveProperty('release');
  expect(lock).toHaveProperty('release');
});

test('processes that contend for a lock never have it together', async () => {
  const ended = await Promise.all(
    Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, [contender, home, '25'])),
  );
  const results = ended.map(({ stdout }) => JSON.parse(stdout) as { held: number; together: number });
  expect(results.map(({ together }) => together)).toEqual([0, 0, 0, 0]);
  expect(results.reduce((sum, { held }) => sum + held, 0)).toBeGreaterThan(10);
});
