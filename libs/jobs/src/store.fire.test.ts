import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { openJobs } from './jobs.ts';
import { lockDatabase } from './testing/locked-database.ts';
import { checkInterleavings } from './testing/queue-interleavings.ts';
import { runProgram } from './testing/run-program.ts';
import { seedJobs } from './testing/seed-jobs.ts';
import { temporaryHome } from './testing/temporary-home.ts';
import { eventually, openToyJobs } from './testing/toy-jobs.ts';
import { toySubmission } from './testing/toy-submission.ts';

const forever = new AbortController().signal;

test('no interleaving of several starters and workers breaks the state machine, at length', () =>
  checkInterleavings(400));

test('50 jobs submitted at once by 8 processes: 50 ids, 50 results, each run once, every call in the ledger', async () => {
  const { home, jobs } = openToyJobs();
  const counts = [7, 7, 6, 6, 6, 6, 6, 6];
  const printed = await Promise.all(
    counts.map((count) => runProgram('submit-many.ts', [home, String(count)])),
  );
  const ids = printed.flatMap((text) => z.array(z.string()).parse(text));
  expect(new Set(ids).size).toBe(50);
  const ended = await Promise.all(ids.map((id) => jobs.wait(id, { waitMs: 100_000, signal: forever })));
  expect(ended.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(ids.map(() => 'succeeded 1'));
  for (const id of ids) expect(await jobs.result(id)).toMatchObject({ job: { id } });
  const { total, rows } = await jobs.usage({ since: 0, by: 'kind' });
  expect(total).toMatchObject({ requests: 100, attempts: 100, input_tokens: 10_000, cost_usd: 25 });
  expect(rows).toHaveLength(1);
});

test('a worker killed at any moment ends once: with its whole result, or lost', async () => {
  const { jobs, submit, end } = openToyJobs();
  for (let ms = 0; ms < 400; ms += 20) {
    const { id } = await submit({ bytes: 20_000_000 });
    await eventually(async () => (await jobs.find(id)).state !== 'queued');
    await new Promise((resolve) => setTimeout(resolve, ms));
    const { pid, state } = await jobs.find(id);
    if (state === 'running') process.kill(pid ?? 0, 'SIGKILL');
    const ended = await end(id);
    expect(ended.state).toMatch(/succeeded|lost/);
    const files = readdirSync(jobs.folder(id));
    expect(files.includes('result.json')).toBe(ended.state === 'succeeded');
    if (ended.state === 'succeeded') {
      expect(readFileSync(join(jobs.folder(id), 'result.md'))).toHaveLength(20_000_000);
    }
  }
});

describe('a database that', () => {
  test('another process keeps locked for 10 s delays jobs and harms none', async () => {
    const { home, jobs, submit, end } = openToyJobs();
    const running = await submit({ ms: 6_000, calls: 3 });
    await eventually(async () => (await jobs.find(running.id)).phase === 'waiting for the model');
    await lockDatabase(join(home, 'jobs.db'), 10_000);
    expect((await jobs.find(running.id)).state).toBe('running');
    const meanwhile = await submit();
    expect((await end(running.id)).state).toBe('succeeded');
    expect((await end(meanwhile.id)).state).toBe('succeeded');
    expect((await jobs.usage({ since: 0, jobId: running.id })).total.requests).toBe(3);
  });

  test('is cut in half while eight jobs run loses none of them', async () => {
    const { home, jobs, submit } = openToyJobs();
    // Long enough for all of them to have started on a busy machine.
    const started = await Promise.all(Array.from({ length: 8 }, () => submit({ ms: 10_000 })));
    await eventually(async () => {
      const { jobs: list } = await jobs.list({ state: 'running' });
      return list.length === 8;
    });
    const database = join(home, 'jobs.db');
    truncateSync(database, readFileSync(database).length / 2);
    const readers = Array.from({ length: 4 }, () => openJobs({ home, bundleFolder: null }));
    for (const { id } of started) {
      const job = await jobs.wait(id, { waitMs: 20_000, signal: forever });
      expect(job).toMatchObject({ state: 'succeeded', attempts: 1 });
    }
    const lists = await Promise.all(readers.map(async (reader) => (await reader.list({})).jobs.length));
    expect(lists).toEqual([8, 8, 8, 8]);
    for (const reader of readers) reader.close();
  });
});

test('a full disk ends the job with the reason, and harms no other', async () => {
  const home = temporaryHome();
  const script = `mount -t tmpfs -o size=4m tmpfs "${home}" && exec "$@"`;
  const outcome = await runProgram('fill-disk.ts', [home], ['unshare', '-Urm', 'sh', '-c', script, 'sh']);
  expect(outcome).toMatchObject({
    tooLarge: {
      state: 'failed',
      error: { code: 'not_configured', message: expect.stringContaining('disk is full') },
    },
    afterwards: { state: 'succeeded' },
    refused: { code: 'not_configured', message: expect.stringContaining('disk is full') },
    list: ['succeeded', 'failed'],
  });
});

test.each(['4k', '16k', '64k', '96k', '160k'])(
  'a disk of %s that has no room for a store says so',
  async (size) => {
    const home = temporaryHome();
    const script = `mount -t tmpfs -o size=${size} tmpfs "${home}" && exec "$@"`;
    const outcome = await runProgram('try-submit.ts', [home], ['unshare', '-Urm', 'sh', '-c', script, 'sh']);
    expect(outcome).toMatchObject({
      error: { code: 'not_configured', hint: expect.stringContaining('space') },
    });
  },
);

test('a worker in another pid namespace is judged by its heartbeats alone', async () => {
  const { home, jobs } = openToyJobs();
  const idle = openJobs({ home, workers: 0, bundleFolder: null });
  const { id } = await idle.submit(toySubmission({ behave: 'wait' }));
  const { start } = await idle.find(id);
  const args = [
    '-Ur',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    process.execPath,
    start.bundle,
    'work',
    id,
  ];
  const container = spawn('unshare', args, {
    stdio: 'ignore',
    env: { ...process.env, CODEX_PRO_HOME: home },
  });
  onTestFinished(() => {
    container.kill('SIGKILL');
  });
  await eventually(async () => (await idle.find(id)).phase === 'waiting for the model', 60_000);
  idle.close();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(await jobs.find(id)).toMatchObject({ state: 'running', stalled: false });
  container.kill('SIGKILL');
  const job = await jobs.wait(id, { waitMs: 40_000, signal: forever });
  expect(job).toMatchObject({ state: 'lost', error: { code: 'worker_lost' } });
});

test('10,000 ended jobs are listed, found and paged through', async () => {
  const home = temporaryHome();
  seedJobs(home, 10_000);
  const jobs = openJobs({ home, bundleFolder: null });
  const { jobs: first, nextCursor } = await jobs.list({ workspace: '/code/3', limit: 500 });
  const { jobs: second } = await jobs.list({ workspace: '/code/3', limit: 500, cursor: nextCursor ?? '' });
  expect(new Set([...first, ...second].map(({ id }) => id)).size).toBe(1_000);
  expect(first[0]?.summary).toBe('Number 9993.');
  expect((await jobs.find(second[0]?.id ?? '')).workspace).toBe('/code/3');
  const pruned = await jobs.prune({
    endedBefore: Date.parse('2026-01-01T00:00:00Z') + 9_000 * 60_000,
    apply: true,
  });
  expect(pruned).toHaveLength(9_000);
  expect((await jobs.list({ limit: 500, since: 0 })).jobs).toHaveLength(500);
  jobs.close();
});

test('pruning leaves running jobs alone, one that had ended before included', async () => {
  const { jobs, submit } = openToyJobs();
  const started = [await submit({ behave: 'wait' }), await submit({ behave: 'wait' })];
  const allRun = () =>
    eventually(async () => (await jobs.list({ state: 'running' })).jobs.length === started.length);
  await allRun();
  const again = started[1]?.id ?? '';
  await jobs.cancel(again);
  await jobs.retry(again);
  await allRun();
  expect(await jobs.prune({ endedBefore: Date.now() + 60_000, apply: true })).toEqual([]);
  for (const { id } of started) {
    expect(await jobs.find(id)).toMatchObject({ state: 'running' });
    expect(readdirSync(jobs.folder(id))).toContain('request.json');
  }
});

test('a read-only state folder gives one clear error', async () => {
  const home = temporaryHome();
  const once = `"$1" "$2" "$3" >/dev/null`;
  // The worker writes a moment longer than its job, and a folder that is written to cannot be made read-only.
  const readOnly = `until mount -o remount,ro "${home}" 2>/dev/null; do sleep 0.1; done`;
  const script = `mount -t tmpfs -o size=4m tmpfs "${home}" && ${once} && ${readOnly} && exec "$@"`;
  const outcome = await runProgram('try-submit.ts', [home], ['unshare', '-Urm', 'sh', '-c', script, 'sh']);
  expect(outcome).toMatchObject({
    error: { code: 'not_configured', hint: expect.stringContaining('CODEX_PRO_HOME') },
  });
});
