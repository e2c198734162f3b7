import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openThreads } from './threads.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'codex-pro-threads-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const workspace = '/workspace';
const state = (jobId: string) => ({
  jobId,
  at: Date.now(),
  summary: `said by ${jobId}`,
  items: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: jobId }] }] as const,
});

test('of several that go on from one place at once, exactly one goes on', async () => {
  for (let round = 0; round < 20; round += 1) {
    const threads = openThreads(home);
    const thread = await threads.create({ workspace, title: 'Begin.', forkOf: null });
    const goOn = (from: { id: string; length: number }) =>
      Promise.all(
        Array.from({ length: 6 }, (_, index) => openThreads(home).append(from, state(`job-${index}`))),
      );
    expect((await goOn(thread)).filter(Boolean)).toHaveLength(1);
    const next = await openThreads(home).read(thread.id);
    expect(next).toMatchObject({ length: 1, items: [{ type: 'message' }] });
    expect((await goOn(next)).filter(Boolean)).toHaveLength(1);
    expect(await readdir(join(home, 'threads', thread.id))).toEqual([
      '000001.json',
      '000002.json',
      'thread.json',
    ]);
  }
});

test('a job that adds again goes on from what it added before, unless another one did', async () => {
  const threads = openThreads(home);
  const thread = await threads.create({ workspace, title: 'Begin.', forkOf: null });
  expect(await threads.append(thread, state('job-1'))).toBe(true);
  expect(await threads.append(thread, { ...state('job-1'), summary: 'again' })).toBe(true);
  expect((await threads.list(workspace))[0]).toMatchObject({ last: { summary: 'again' } });
  const next = await threads.read(thread.id);
  expect(await threads.append(next, state('job-2'))).toBe(true);
  expect(await threads.append(thread, state('job-1'))).toBe(false);
});

test('a thread is found again by whoever opens the folder later: as the last one, by its id, by its beginning', async () => {
  const first = await openThreads(home).create({ workspace, title: 'First.', forkOf: null });
  await openThreads(home).append(first, state('job-1'));
  const other = await openThreads(home).create({ workspace: '/other', title: 'Other.', forkOf: null });
  await openThreads(home).append(other, state('job-2'));
  const threads = openThreads(home);
  for (const reference of ['last', first.id, first.id.slice(0, 9)])
    expect(await threads.resolve(reference, workspace)).toBe(first.id);
  expect(await threads.list(workspace)).toMatchObject([{ id: first.id, last: { summary: 'said by job-1' } }]);
  await expect(threads.resolve(other.id, workspace)).rejects.toThrow('belongs to another workspace: /other');
  await expect(threads.resolve('last', '/nowhere')).rejects.toThrow('no thread to go on with');
  await expect(threads.resolve('thr-', workspace)).rejects.toThrow('There is no thread');
  await expect(threads.resolve('../thr-00000000', workspace)).rejects.toThrow('There is no thread');
});

test('a damaged thread is told, not gone on with as if it were new', async () => {
  const threads = openThreads(home);
  const thread = await threads.create({ workspace, title: 'First.', forkOf: null });
  await threads.append(thread, state('job-1'));
  await writeFile(join(home, 'threads', thread.id, '000001.json'), '{"items": [');
  await expect(threads.read(thread.id)).rejects.toThrow('cannot be read any more');
});
