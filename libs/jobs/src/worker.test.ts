import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventually, openToyJobs } from './testing/toy-jobs.ts';
import { workersOf } from './testing/workers-of.ts';

describe('a worker', () => {
  test('runs a job in a process of its own, to a result that is complete before the state says so', async () => {
    const { jobs, submit, end } = openToyJobs();
    const { id } = await submit();
    const ended = await end(id);
    expect(ended).toMatchObject({ state: 'succeeded', summary: 'It worked.', attempts: 1, model: 'toy-1' });
    expect(ended.pid).not.toBe(process.pid);
    expect(await jobs.result(id)).toMatchObject({ job: { id, state: 'succeeded', attempts: 1 } });
    const messages = (await jobs.events(id)).map(({ type, message }) => `${type} ${message}`);
    expect(messages).toEqual([
      'state queued',
      'state running',
      'phase packing',
      'phase waiting for the model',
      'state succeeded',
    ]);
  });

  test('keeps everything it writes for its owner alone, and leaves no temporary file', async () => {
    const { home, jobs, submit, end } = openToyJobs();
    const { id } = await submit({}, { attachments: [{ name: 'change.diff', content: 'diff' }] });
    await end(id);
    const folder = jobs.folder(id);
    expect(readdirSync(folder).sort()).toEqual([
      'change.diff',
      'request.json',
      'result.json',
      'result.md',
      'worker.json',
      'worker.log',
    ]);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    for (const path of [home, join(home, 'jobs'), folder]) expect(statSync(path).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(home).filter((file) => file.startsWith('jobs.db'))) {
      expect(statSync(join(home, name)).mode & 0o777).toBe(0o600);
    }
  });

  test('gets the key it needs in memory: not in its environment, arguments or files', async () => {
    const secret = 'sk-canary-8d1f';
    const env = { ...process.env, OPENAI_API_KEY: secret, CODEX_PRO_API_KEY: secret, MY_TOKEN: secret };
    const { jobs, submit, end } = openToyJobs({ env });
    const { id } = await submit({ ms: 300 }, { needsKey: true, apiKey: secret });
    await eventually(async () => (await jobs.find(id)).state === 'running');
    const { pid } = await jobs.find(id);
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain(secret);
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(secret);
    await end(id);
    expect(await jobs.result(id)).toMatchObject({ key_length: secret.length });
    const found = execFileSync('sh', ['-c', `grep -rl ${secret} . || true`], { cwd: jobs.folder(id) });
    expect(found.toString()).toBe('');
  });

  test('that throws ends as internal, with the cause in its log', async () => {
    const { jobs, submit, end } = openToyJobs();
    const { id } = await submit({ behave: 'throw' });
    expect(await end(id)).toMatchObject({ state: 'failed', error: { code: 'internal' } });
    expect(await jobs.result(id)).toBeNull();
    expect(readFileSync(join(jobs.folder(id), 'worker.log'), 'utf8')).toMatch(
      /a toy broke[\s\S]*toy-worker\.ts/,
    );
  });

  test('that throws where nobody listens ends too', async () => {
    const { submit, end } = openToyJobs();
    const { id } = await submit({ behave: 'stray' });
    expect(await end(id)).toMatchObject({ state: 'failed', error: { code: 'internal' } });
  });

  test('that refuses its input says so in its own words', async () => {
    const { submit, end } = openToyJobs();
    const { id } = await submit({ behave: 'bad input' });
    expect(await end(id)).toMatchObject({
      state: 'failed',
      summary: 'There is nothing to play with.',
      error: { code: 'target_empty' },
    });
  });

  test('stops at the deadline of its job', async () => {
    const { submit, end } = openToyJobs();
    const { id } = await submit({ behave: 'wait' }, { limitMs: 300 });
    const ended = await end(id);
    expect(ended).toMatchObject({ state: 'timed_out', error: { code: 'timed_out' } });
    expect(ended.error?.message).toContain('clock: job');
  });

  test('exits and leaves nothing behind, whatever its work left alive', async () => {
    const { submit, end } = openToyJobs();
    const { id } = await submit({ behave: 'linger' });
    const { state, pid } = await end(id);
    expect(state).toBe('succeeded');
    await eventually(() => !isRunning(pid) && groupOf(pid).length === 0);
  });

  test.each(['wait', 'ignore'] as const)(
    'whose state folder is removed stops, and does not make it anew (work that does: %s)',
    async (behave) => {
      const { home, jobs, submit } = openToyJobs();
      const { id } = await submit({ behave });
      await eventually(async () => (await jobs.find(id)).phase === 'waiting for the model');
      jobs.close();
      rmSync(home, { recursive: true });
      await eventually(() => workersOf(id).length === 0);
      expect(existsSync(home)).toBe(false);
    },
  );

  test('told to stop by SIGTERM ends its job as cancelled', async () => {
    const { jobs, submit, end } = openToyJobs();
    const { id } = await submit({ behave: 'wait' });
    await eventually(async () => (await jobs.find(id)).phase === 'waiting for the model');
    process.kill((await jobs.find(id)).pid ?? 0, 'SIGTERM');
    expect(await end(id)).toMatchObject({ state: 'cancelled', error: { code: 'cancelled' } });
  });

  test('starts the next job of the queue when its own has ended', async () => {
    const { home, jobs, submit } = openToyJobs({ workers: 1 });
    await submit({ ms: 300 });
    const second = await submit();
    expect(second.state).toBe('queued');
    jobs.close();
    const other = openToyJobs({ home, workers: 0 });
    expect((await other.end(second.id)).state).toBe('succeeded');
  });

  test('at its end keeps to the limit of workers of whoever submitted its job', async () => {
    const { home, jobs, submit } = openToyJobs({ workers: 1 });
    for (let i = 0; i < 3; i++) await submit({ ms: 300 });
    jobs.close();
    const watcher = openToyJobs({ home, workers: 0 });
    let most = 0;
    await eventually(async () => {
      const list = (await watcher.jobs.list({})).jobs;
      most = Math.max(most, list.filter(({ state }) => state === 'running').length);
      return list.every(({ state }) => state === 'succeeded');
    });
    expect(most).toBe(1);
  });

  test('at its end removes the jobs that are older than they should be kept', async () => {
    const { jobs, submit } = openToyJobs({ retentionMs: 1 });
    const { id } = await submit();
    await eventually(() => !existsSync(jobs.folder(id)));
    expect((await jobs.list({})).jobs).toEqual([]);
  });
});

function isRunning(pid: number | null): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function groupOf(pid: number | null): string[] {
  const list = execFileSync('ps', ['-e', '-o', 'pgid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  return list.filter((line) => line.trim().split(/\s+/)[0] === String(pid) && !line.includes(' Z'));
}
