import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryHome } from './testing/temporary-home.ts';
import { eventually, openToyJobs } from './testing/toy-jobs.ts';
import { toySubmission } from './testing/toy-submission.ts';
import { workersOf } from './testing/workers-of.ts';

/** Jobs in a home that was used before, as it is but for the first job of all. */
async function openUsedJobs(
  ...options: Parameters<typeof openToyJobs>
): Promise<ReturnType<typeof openToyJobs>> {
  const toys = openToyJobs(...options);
  await toys.jobs.list({});
  return toys;
}

test('the worker of an expected job is there before the job, waits, and does it', async () => {
  const { home, jobs, end } = await openUsedJobs();
  const expected = jobs.expect(toySubmission());
  if (expected === null) throw new Error('No worker was started.');
  await eventually(() => workersOf(expected.id).length === 1);
  const ahead = workersOf(expected.id);
  expect((await jobs.list({})).jobs).toEqual([]);
  const { id } = await jobs.submit(toySubmission({ behave: 'wait' }), expected);
  expect(id).toBe(expected.id);
  await eventually(async () => (await jobs.find(id)).state === 'running');
  expect(workersOf(id)).toEqual(ahead);
  expect([(await jobs.find(id)).pid]).toEqual(ahead);
  await jobs.cancel(id);
  expect(await end(id)).toMatchObject({ state: 'cancelled', attempts: 1 });
  expect(readdirSync(join(home, 'jobs'))).toEqual([id]);
});

test('an expected job that does not come leaves no process and no folder', async () => {
  const { home, jobs } = await openUsedJobs();
  const expected = jobs.expect(toySubmission());
  await expected?.cancel();
  expect(workersOf(expected?.id ?? '')).toEqual([]);
  expect(readdirSync(join(home, 'jobs'))).toEqual([]);
});

test('a submission that fails takes the expected worker and its folder with it', async () => {
  const { home, jobs } = await openUsedJobs();
  const expected = jobs.expect(toySubmission());
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  await expect(jobs.submit(toySubmission({}, { request: cyclic }), expected)).rejects.toThrow('circular');
  expect(workersOf(expected?.id ?? '')).toEqual([]);
  expect(readdirSync(join(home, 'jobs'))).toEqual([]);
});

test('a worker started ahead that died is replaced', async () => {
  const { jobs, end } = await openUsedJobs();
  const expected = jobs.expect(toySubmission());
  const id = expected?.id ?? '';
  await eventually(() => workersOf(id).length === 1);
  const [pid = 0] = workersOf(id);
  process.kill(pid, 'SIGKILL');
  // Known to us, its parent; in the milliseconds before, the job would have to wait for its lease to end.
  await eventually(() => !existsSync(`/proc/${pid}`));
  await jobs.submit(toySubmission(), expected);
  expect(await end(id)).toMatchObject({ state: 'succeeded', attempts: 1 });
});

test('whoever expected a job and is killed leaves nothing behind', async () => {
  const { home } = await openUsedJobs();
  const program = fileURLToPath(new URL('testing/expect-and-hang.ts', import.meta.url));
  const child = spawn(process.execPath, [program, home], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = await once(child.stdout, 'data');
  const id = String(said).trim();
  await eventually(() => workersOf(id).length === 1);
  child.kill('SIGKILL');
  await eventually(() => workersOf(id).length === 0);
  expect(readdirSync(join(home, 'jobs'))).toEqual([]);
});

test('nothing is started ahead where no job was ever recorded', () => {
  const home = join(temporaryHome(), 'state');
  const { jobs } = openToyJobs({ home });
  expect(jobs.expect(toySubmission())).toBeNull();
  expect(existsSync(home)).toBe(false);
});

test('nothing is started ahead beyond the limit of workers, those that wait for their job included', async () => {
  const { jobs, submit } = await openUsedJobs({ workers: 2 });
  const { id } = await submit({ behave: 'wait' });
  await eventually(async () => (await jobs.find(id)).state === 'running');
  const expected = jobs.expect(toySubmission());
  expect(expected).not.toBeNull();
  expect(jobs.expect(toySubmission())).toBeNull();
  await expected?.cancel();
});

test('a worker whose place another job took meanwhile is sent away, and its job waits in the queue', async () => {
  const { home, jobs, end } = await openUsedJobs({ workers: 1 });
  const other = openToyJobs({ home, workers: 1 });
  const expected = jobs.expect(toySubmission());
  const first = await other.submit({ behave: 'wait' });
  await eventually(async () => (await jobs.find(first.id)).state === 'running');
  const second = await jobs.submit(toySubmission(), expected);
  expect(second).toMatchObject({ id: expected?.id, state: 'queued', pid: null });
  expect(workersOf(second.id)).toEqual([]);
  await other.jobs.cancel(first.id);
  expect(await end(second.id)).toMatchObject({ state: 'succeeded', attempts: 1 });
});

test('jobs submitted together, expected or not, all have their workers when the submissions return', async () => {
  const { jobs, end } = await openUsedJobs();
  const submitted = await Promise.all(
    Array.from({ length: 6 }, (_, i) =>
      jobs.submit(toySubmission(), i % 2 === 0 ? jobs.expect(toySubmission()) : null),
    ),
  );
  for (const { id } of submitted)
    expect(workersOf(id).length + ((await jobs.find(id)).pid === null ? 0 : 1)).toBeGreaterThan(0);
  for (const { id } of submitted) expect(await end(id)).toMatchObject({ state: 'succeeded', attempts: 1 });
});
