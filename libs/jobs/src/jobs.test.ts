import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '@codex-pro/runtime';
import { describe, expect, test } from 'vitest';
import { openJobs } from './jobs.ts';
import { temporaryHome } from './testing/temporary-home.ts';
import { openTestStore } from './testing/test-store.ts';
import { eventually, holdBeforeClaim, openToyJobs } from './testing/toy-jobs.ts';
import { toySubmission } from './testing/toy-submission.ts';
import { workersOf } from './testing/workers-of.ts';

const never = new AbortController().signal;

describe('submitting a job', () => {
  test('writes its folder before its row, and what goes wrong leaves neither', async () => {
    const { home, jobs } = openToyJobs({ workers: 0 });
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    await expect(jobs.submit(toySubmission({}, { request: cyclic }))).rejects.toThrow('circular');
    const outside = [{ name: '../escape', content: '' }];
    await expect(jobs.submit(toySubmission({}, { attachments: outside }))).rejects.toThrow('not a file name');
    expect(readdirSync(join(home, 'jobs'))).toEqual([]);
    expect((await jobs.list({})).jobs).toEqual([]);
  });

  test('where the state folder cannot be made says so', async () => {
    const file = join(temporaryHome(), 'a file');
    writeFileSync(file, '');
    const jobs = openJobs({ home: join(file, 'state'), bundleFolder: null });
    await expect(jobs.submit(toySubmission())).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining('cannot be made: ENOTDIR'),
    });
  });

  test('beyond the limit of workers waits without a process', async () => {
    const { jobs, submit } = openToyJobs({ workers: 0 });
    const { id } = await submit();
    const job = await jobs.wait(id, { waitMs: 700, signal: never });
    expect(job).toMatchObject({ state: 'queued', attempts: 0, pid: null });
    expect(existsSync(join(jobs.folder(id), 'worker.log'))).toBe(false);
  });

  test('whose program is gone fails at once and says what to install', async () => {
    const { jobs, submit } = openToyJobs();
    const start = { kind: 'toy', bundle: '/gone/toy.mjs', version: '0.9.0', node: process.execPath };
    const job = await submit({}, { start });
    expect(job).toMatchObject({ state: 'failed', attempts: 0, error: { code: 'not_configured' } });
    expect(job.error?.message).toContain('/gone/toy.mjs');
    expect(job.error?.hint).toContain('Install codex-pro again');
    expect((await jobs.retry(job.id)).state).toBe('failed');
  });

  test('prefers the sibling of whoever starts it to the program that was stored', async () => {
    const { home, jobs } = openToyJobs({ bundleFolder: null });
    const siblings = join(home, 'dist');
    const other = openToyJobs({ home, bundleFolder: siblings });
    mkdirSync(siblings);
    writeFileSync(join(siblings, 'toy.mjs'), `console.error('the sibling ran');`);
    const { id } = await other.submit();
    const log = join(jobs.folder(id), 'worker.log');
    await eventually(() => readFileSync(log, 'utf8').includes('the sibling ran'));
  });

  test('that needs a key waits for a starter that has it, and says so', async () => {
    const { home, jobs, submit, end } = openToyJobs();
    const { id } = await submit({}, { needsKey: true });
    expect(await jobs.find(id)).toMatchObject({
      state: 'queued',
      phase: expect.stringContaining('API key'),
    });
    const keeper = openJobs({ home, bundleFolder: null, keyFor: () => 'sk-canary' });
    await keeper.list({});
    keeper.close();
    expect((await end(id)).state).toBe('succeeded');
  });
});

describe('waiting for a job', () => {
  test('shows each phase, and returns at the end', async () => {
    const { jobs, submit } = openToyJobs();
    const { id } = await submit({ ms: 400 });
    const phases: unknown[] = [];
    const job = await jobs.wait(id, {
      waitMs: 15_000,
      signal: never,
      onProgress: ({ state, phase }) => phases.push(`${state} ${phase}`),
    });
    expect(job.state).toBe('succeeded');
    expect(phases.at(-1)).toBe('running waiting for the model');
    expect(new Set(phases).size).toBe(phases.length);
  });

  test('for no time looks and returns', async () => {
    const { jobs, submit } = openToyJobs({ workers: 0 });
    const { id } = await submit();
    expect((await jobs.wait(id, { waitMs: 0, signal: never })).state).toBe('queued');
  });

  test('can be given up; the job goes on', async () => {
    const { jobs, submit, end } = openToyJobs();
    const { id } = await submit({ ms: 300 });
    const giveUp = new AbortController();
    const waiting = jobs.wait(id, { waitMs: 60_000, signal: giveUp.signal });
    giveUp.abort(new Error('Esc'));
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect((await end(id)).state).toBe('succeeded');
  });
});

describe('finding a job', () => {
  test('takes an id or a prefix that fits one job only', async () => {
    const { jobs, submit } = openToyJobs({ workers: 0 });
    const first = await submit();
    expect((await jobs.find(first.id.slice(0, 9))).id).toBe(first.id);
    expect((await jobs.find(` ${first.id.toUpperCase()} `)).id).toBe(first.id);
    await submit();
    await expect(jobs.find('toy-')).rejects.toThrow('Several jobs begin with toy-');
    await expect(jobs.find('rev-22222222')).rejects.toThrow('There is no job rev-22222222');
  });

  test.each(['../../etc/passwd', 'toy-2222/..', '', '*', 'toy-%', "toy-' OR 1", 'x'.repeat(5_000)])(
    'refuses %j, which is no id',
    async (text) => {
      const { jobs } = openToyJobs({ workers: 0 });
      await expect(jobs.find(text)).rejects.toBeInstanceOf(InputError);
    },
  );

  test('whose result somebody deleted says so', async () => {
    const { jobs, submit, end } = openToyJobs();
    const { id } = await submit();
    await end(id);
    rmSync(join(jobs.folder(id), 'result.json'));
    await expect(jobs.result(id)).rejects.toThrow(`The result of job ${id} is gone or damaged`);
  });
});

describe('cancelling a job', () => {
  test('that waits ends it at once', async () => {
    const { jobs, submit } = openToyJobs({ workers: 0 });
    const { id } = await submit();
    expect(await jobs.cancel(id)).toMatchObject({ state: 'cancelled', attempts: 0 });
  });

  test('that waits, on a disk that refuses, is a plain error, and the job waits on', async () => {
    const { jobs, submit } = openToyJobs({ workers: 0 });
    const { id } = await submit();
    symlinkSync('/sys/none', join(jobs.folder(id), 'cancelled'));
    await expect(jobs.cancel(id)).rejects.toMatchObject({ code: 'not_configured' });
    expect((await jobs.find(id)).state).toBe('queued');
  });

  test('that waits works without its folder too', async () => {
    const { jobs, submit } = openToyJobs({ workers: 0 });
    const { id } = await submit();
    rmSync(jobs.folder(id), { recursive: true });
    expect((await jobs.cancel(id)).state).toBe('cancelled');
  });

  test('that runs lets its worker end it, and returns when the process is gone', async () => {
    const { jobs, submit } = openToyJobs();
    const { id } = await submit({ behave: 'wait' });
    await eventually(async () => (await jobs.find(id)).phase === 'waiting for the model');
    const [one, other] = await Promise.all([jobs.cancel(id), jobs.cancel(id)]);
    expect(one).toMatchObject({ state: 'cancelled', error: { code: 'cancelled' } });
    expect(other).toEqual(one);
    const ends = (await jobs.events(id)).filter(({ message }) => message.startsWith('cancelled'));
    expect(ends).toHaveLength(1);
  });

  test('whose worker has not come to claim it ends that worker, whoever cancels', async () => {
    const { home, jobs, submit } = openToyJobs({ workers: 0 });
    const { id } = await submit();
    holdBeforeClaim(jobs.folder(id));
    await openToyJobs({ home }).jobs.list({});
    await eventually(() => existsSync(join(jobs.folder(id), 'held')));
    expect(workersOf(id)).toHaveLength(1);
    const ends = await Promise.all([jobs.cancel(id), openToyJobs({ home }).jobs.cancel(id)]);
    expect(workersOf(id)).toEqual([]);
    for (const end of ends) expect(end).toMatchObject({ state: 'cancelled', attempts: 0, pid: null });
  });

  test.each([0, 1, 2, 4, 8, 16, 32, 64, 128])(
    '%i ms after others see it leaves no process of it',
    async (ms) => {
      const { home, jobs, submit } = openToyJobs();
      const other = openToyJobs({ home, workers: 0 });
      await jobs.list({});
      const submitted = submit({ behave: 'wait' });
      const seen = async () => (await other.jobs.list({})).jobs[0]?.id;
      let id: string | undefined;
      while (id === undefined) {
        await sleep(1);
        id = await seen();
      }
      await sleep(ms);
      expect((await other.jobs.cancel(id)).state).toBe('cancelled');
      expect(workersOf(id)).toEqual([]);
      await submitted;
      expect((await jobs.find(id)).state).toBe('cancelled');
      expect(workersOf(id)).toEqual([]);
    },
  );

  test('that has ended changes nothing', async () => {
    const { jobs, submit, end } = openToyJobs();
    const { id } = await submit();
    const ended = await end(id);
    expect(await jobs.cancel(id)).toEqual(ended);
  });
});

describe('retrying a job', () => {
  test('runs the same job again, and keeps what the earlier attempt left', async () => {
    const { jobs, submit, end } = openToyJobs();
    const { id } = await submit({ behave: 'throw' });
    await end(id);
    writeFileSync(join(jobs.folder(id), 'result.json'), '{"of":"the first attempt"}');
    await jobs.retry(id);
    expect(await end(id)).toMatchObject({ state: 'failed', attempts: 2 });
    expect(readdirSync(jobs.folder(id))).toContain('result.1.json');
    expect(await jobs.result(id)).toBeNull();
  });

  test('that succeeded, waits or runs is refused', async () => {
    const { jobs, submit, end } = openToyJobs({ workers: 1 });
    const done = await submit();
    await end(done.id);
    await expect(jobs.retry(done.id)).rejects.toThrow(`Job ${done.id} is succeeded`);
    const running = await submit({ behave: 'wait' });
    await eventually(async () => (await jobs.find(running.id)).state === 'running');
    await expect(jobs.retry(running.id)).rejects.toBeInstanceOf(InputError);
    const waiting = await submit();
    await expect(jobs.retry(waiting.id)).rejects.toThrow('is queued');
  });
});

describe('listing jobs', () => {
  test('pages through them newest first, each once, whatever comes in between', async () => {
    const { jobs, submit } = openToyJobs({ workers: 0 });
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) ids.unshift((await submit()).id);
    const first = await jobs.list({ limit: 3 });
    await submit();
    const second = await jobs.list({ limit: 3, cursor: first.nextCursor ?? undefined });
    const third = await jobs.list({ limit: 3, cursor: second.nextCursor ?? undefined });
    const seen = [...first.jobs, ...second.jobs, ...third.jobs].map(({ id }) => id);
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect(third.nextCursor).toBeNull();
    await expect(jobs.list({ cursor: 'nonsense' })).rejects.toBeInstanceOf(InputError);
  });

  test('filters by workspace, kind, state, session and time', async () => {
    const { jobs, submit } = openToyJobs({ workers: 0 });
    const mine = await submit({}, { workspace: '/mine', session: 'a session' });
    const other = await submit({}, { kind: 'other' });
    await jobs.cancel(other.id);
    const idsOf = async (filter: Parameters<typeof jobs.list>[0]) =>
      (await jobs.list(filter)).jobs.map(({ id }) => id);
    expect(await idsOf({ workspace: '/mine' })).toEqual([mine.id]);
    expect(await idsOf({ session: 'a session' })).toEqual([mine.id]);
    expect(await idsOf({ kind: 'other' })).toEqual([other.id]);
    expect(await idsOf({ state: 'cancelled' })).toEqual([other.id]);
    expect(await idsOf({ since: Date.now() + 60_000 })).toEqual([]);
    expect(await idsOf({ kind: 'other', state: 'queued' })).toEqual([]);
  });
});

describe('pruning', () => {
  test.each([true, false])('finds nothing in a home that was never used (apply: %s)', async (apply) => {
    const { jobs } = openToyJobs({ home: join(temporaryHome(), 'state') });
    expect(await jobs.prune({ endedBefore: Date.now(), apply })).toEqual([]);
  });

  test('removes what ended before a time, and strays; never what waits', async () => {
    const { jobs, submit, home } = openToyJobs({ workers: 0 });
    const ended = await submit();
    await jobs.cancel(ended.id);
    const waiting = await submit();
    const stray = join(home, 'jobs', 'toy-zzzzzzzz');
    mkdirSync(stray);
    utimesSync(stray, 1, 1);
    const endedBefore = Date.now() + 1;
    expect(await jobs.prune({ endedBefore, apply: false })).toEqual([ended.id, 'toy-zzzzzzzz']);
    expect(existsSync(jobs.folder(ended.id))).toBe(true);
    expect(await jobs.prune({ endedBefore, apply: true })).toEqual([ended.id, 'toy-zzzzzzzz']);
    expect(readdirSync(join(home, 'jobs'))).toEqual([waiting.id]);
    await expect(jobs.find(ended.id)).rejects.toThrow('There is no job');
  });

  test('leaves the folder of a job that is about to be submitted alone, whatever the age', async () => {
    const { home, jobs } = openToyJobs({ workers: 0 });
    await jobs.list({});
    mkdirSync(join(home, 'jobs', 'toy-zzzzzzzz'));
    expect(await jobs.prune({ endedBefore: Date.now() + 3_600_000, apply: true })).toEqual([]);
    expect(readdirSync(join(home, 'jobs'))).toEqual(['toy-zzzzzzzz']);
  });

  test('goes on where one folder cannot be removed, and names that one', async () => {
    const { home, jobs, submit } = openToyJobs({ workers: 0 });
    const ended = await submit();
    await jobs.cancel(ended.id);
    const strays = ['toy-22222222', 'toy-33333333', 'toy-zzzzzzzz'].map((name) => join(home, 'jobs', name));
    for (const path of strays) mkdirSync(path);
    // What rm refuses whoever runs the test: a folder where the file should be.
    const [, stuck = ''] = strays;
    mkdirSync(join(stuck, 'request.json'));
    for (const path of strays) utimesSync(path, 1, 1);
    await expect(jobs.prune({ endedBefore: Date.now() + 1, apply: true })).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining(stuck),
    });
    expect(readdirSync(join(home, 'jobs'))).toEqual(['toy-33333333']);
    expect((await jobs.list({})).jobs).toEqual([]);
  });

  test('is done once a day, by whoever comes first', async () => {
    const { store, clock } = openTestStore();
    expect(await store.takeTurn('prune', clock.now(), 1_000)).toBe(true);
    expect(await store.takeTurn('prune', clock.now(), 1_000)).toBe(false);
    clock.advance(1_000);
    expect(await store.takeTurn('prune', clock.now(), 1_000)).toBe(true);
  });
});
