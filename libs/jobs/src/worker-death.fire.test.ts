import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openJobs } from './jobs.ts';
import { readProcStat } from './process-identity.ts';
import { eventually, holdBeforeClaim, openToyJobs } from './testing/toy-jobs.ts';
import { holdPoints } from './testing/toy-request.ts';
import { toySubmission } from './testing/toy-submission.ts';
import { workersOf } from './testing/workers-of.ts';
import { dispatchLeaseMs, leaseMs } from './timings.ts';

const forever = new AbortController().signal;
const afterClaim = holdPoints.filter((point) => point !== 'before the claim');

/** Every line of the history that tells of an end. */
async function endsOf(jobs: ReturnType<typeof openJobs>, id: string): Promise<readonly string[]> {
  return (await jobs.events(id))
    .filter(({ type, message }) => type === 'state' && !/^(queued|running)/.test(message))
    .map(({ message }) => message.replace(/:.*/s, ''));
}

test('a worker that takes long to claim its job is given no rival while it lives', async () => {
  const { home, jobs } = openToyJobs();
  const idle = openJobs({ home, workers: 0, bundleFolder: null });
  const { id } = await idle.submit(toySubmission());
  idle.close();
  holdBeforeClaim(jobs.folder(id));
  const other = openJobs({ home, bundleFolder: null });
  await jobs.list({});
  const until = performance.now() + dispatchLeaseMs + 2_500;
  while (performance.now() < until) {
    await Promise.all([jobs.list({}), other.list({})]);
    await sleep(100);
  }
  const workers = workersOf(id);
  expect(workers).toHaveLength(1);
  for (const pid of workers) process.kill(pid, 'SIGKILL');
  const job = await jobs.wait(id, { waitMs: 15_000, signal: forever });
  expect(job).toMatchObject({ state: 'succeeded', attempts: 1 });
  other.close();
});

describe('SIGKILL of a worker', () => {
  test('before the claim only delays the job', async () => {
    const { home, jobs } = openToyJobs();
    const idle = openJobs({ home, workers: 0, bundleFolder: null });
    const { id } = await idle.submit(toySubmission());
    idle.close();
    holdBeforeClaim(jobs.folder(id));
    await jobs.list({});
    const mark = join(jobs.folder(id), 'held');
    await eventually(() => existsSync(mark) && readFileSync(mark, 'utf8') !== '');
    process.kill(Number(readFileSync(mark, 'utf8')), 'SIGKILL');
    const job = await jobs.wait(id, { waitMs: 15_000, signal: forever });
    expect(job).toMatchObject({ state: 'succeeded', attempts: 1 });
    expect(await endsOf(jobs, id)).toEqual(['succeeded']);
  });

  test.each(afterClaim)('%s: one end within 10 s, and the job can be run again', async (hold) => {
    const { jobs, submit, held, end } = openToyJobs({ workers: 1 });
    const { id } = await submit({ hold });
    const next = await submit();
    const pid = await held(id);
    const complete = hold === 'after the result and before the state';
    process.kill(pid, 'SIGKILL');
    const job = await jobs.wait(id, { waitMs: 10_000, signal: forever });
    expect(job.state).toBe(complete ? 'succeeded' : 'lost');
    expect(await endsOf(jobs, id)).toEqual([job.state]);
    expect((await end(next.id)).state).toBe('succeeded');
    if (complete) {
      expect(await jobs.result(id)).toMatchObject({ job: { id, state: 'succeeded' } });
      await expect(jobs.retry(id)).rejects.toThrow('is succeeded');
    } else {
      expect(job.error?.code).toBe('worker_lost');
      await jobs.retry(id);
      expect(await end(id)).toMatchObject({ state: 'succeeded', attempts: 2, error: null });
    }
  });

  test('is seen by a list, a find and a wait alike, whoever looks first', async () => {
    const { home, jobs, submit, held } = openToyJobs();
    const { id } = await submit({ hold: 'mid-stream' });
    process.kill(await held(id), 'SIGKILL');
    const readers = Array.from({ length: 6 }, () => openJobs({ home, bundleFolder: null }));
    await Promise.all(
      readers.map(async (reader, i) => {
        if (i % 3 === 0) await reader.list({});
        else if (i % 3 === 1) await reader.find(id);
        else await reader.wait(id, { waitMs: 10_000, signal: forever });
      }),
    );
    expect(await endsOf(jobs, id)).toEqual(['lost']);
    for (const reader of readers) reader.close();
  });
});

test('a worker stopped for longer than its lease is stalled, not run twice, and may go on', async () => {
  const { jobs, submit, end } = openToyJobs();
  const { id } = await submit({ ms: 3_000 });
  await eventually(async () => (await jobs.find(id)).phase === 'waiting for the model');
  const { pid } = await jobs.find(id);
  process.kill(pid ?? 0, 'SIGSTOP');
  await sleep(leaseMs + 2_000);
  expect(await jobs.find(id)).toMatchObject({ state: 'running', stalled: true, attempts: 1, pid });
  process.kill(pid ?? 0, 'SIGCONT');
  expect(await end(id)).toMatchObject({ state: 'succeeded', attempts: 1, stalled: false });
});

test('a stopped worker whose job was ended meanwhile writes nothing when it goes on', async () => {
  const { home, jobs, submit } = openToyJobs();
  const { id } = await submit({ ms: 1_000 });
  await eventually(async () => (await jobs.find(id)).phase === 'waiting for the model');
  const { pid } = await jobs.find(id);
  process.kill(pid ?? 0, 'SIGSTOP');
  const database = new (await import('node:sqlite')).DatabaseSync(join(home, 'jobs.db'), { timeout: 5_000 });
  database.prepare(`UPDATE jobs SET state = 'lost', ended_at = 1 WHERE id = ?`).run(id);
  database.close();
  process.kill(pid ?? 0, 'SIGCONT');
  await eventually(() => readProcStat(pid ?? 0) === null);
  expect(await jobs.find(id)).toMatchObject({ state: 'lost', summary: null });
  expect(await jobs.result(id)).toBeNull();
  expect(readFileSync(join(jobs.folder(id), 'worker.log'), 'utf8')).toContain('came too late');
});

describe('cancelling', () => {
  test.each(afterClaim)('a worker that holds %s and listens to nothing leaves no process', async (hold) => {
    const { jobs, submit, held } = openToyJobs();
    const { id } = await submit({ hold });
    const pid = await held(id);
    const [one, two] = await Promise.all([jobs.cancel(id), jobs.cancel(id)]);
    expect(readProcStat(pid)?.state ?? 'gone').toMatch(/Z|gone/);
    const expected = hold === 'after the result and before the state' ? /cancelled|succeeded/ : /cancelled/;
    expect(one.state).toMatch(expected);
    expect(two.state).toBe(one.state);
    expect(await endsOf(jobs, id)).toEqual([one.state]);
    expect((await jobs.cancel(id)).state).toBe(one.state);
  });

  test('a worker that blocks its own thread is killed', async () => {
    const { jobs, submit } = openToyJobs();
    const { id } = await submit({ behave: 'spin' });
    await eventually(async () => (await jobs.find(id)).phase === 'waiting for the model');
    const { pid } = await jobs.find(id);
    expect((await jobs.cancel(id)).state).toBe('cancelled');
    expect(readProcStat(pid ?? 0)?.state ?? 'gone').toMatch(/Z|gone/);
  });

  test('before the claim, between dispatch and start', async () => {
    const { jobs, submit } = openToyJobs();
    const { id } = await submit();
    const { state } = await jobs.cancel(id);
    expect(state).toMatch(/cancelled|succeeded/);
    await sleep(1_000);
    expect((await jobs.find(id)).state).toBe(state);
    expect(await endsOf(jobs, id)).toEqual([state]);
  });
});

test('a job that blocks its thread past its deadline is ended by whoever looks', async () => {
  const { jobs, submit } = openToyJobs();
  const { id } = await submit({ behave: 'spin' }, { limitMs: 500 });
  const job = await jobs.wait(id, { waitMs: 60_000, signal: forever });
  expect(job).toMatchObject({ state: 'timed_out', error: { code: 'timed_out' } });
});

test('a worker whose work ignores its deadline ends without it and exits', async () => {
  const { submit, end } = openToyJobs();
  const { id } = await submit({ behave: 'ignore' }, { limitMs: 300 });
  const { state, pid } = await end(id);
  expect(state).toBe('timed_out');
  await eventually(async () => readProcStat(pid ?? 0) === null);
});
