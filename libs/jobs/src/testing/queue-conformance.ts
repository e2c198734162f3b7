import { beforeEach, describe, expect, test } from 'vitest';
import { endStates, type Job } from '../job.ts';
import type { Claim, JobEnd, JobQueue } from '../job-queue.ts';
import { dispatchLeaseMs } from '../timings.ts';
import { sampleJob, sampleWorker } from './sample-job.ts';

export interface QueueUnderTest {
  readonly queue: JobQueue;
  /** The same queue as another process sees it. */
  readonly elsewhere: JobQueue;
  read(id: string): Promise<Job>;
  /** Epoch milliseconds of the queue's clock. */
  now(): number;
  /** Time passes. */
  advance(ms: number): void;
  /** Somebody sets the wall clock. */
  jump(ms: number): void;
}

const anybody = { limit: 100, canStart: () => true };

/** What every queue of jobs must do. Run it against each adapter; `open` is called for each test. */
export function describeJobQueue(name: string, open: () => QueueUnderTest): void {
  describe(`${name} as a queue of jobs`, () => {
    let at: QueueUnderTest;
    beforeEach(() => {
      at = open();
    });

    const add = async (id: string, changes: Parameters<typeof sampleJob>[1] = {}) => {
      await at.queue.enqueue(sampleJob(id, { createdAt: at.now(), ...changes }));
      at.advance(1);
      return id;
    };
    const claim = async (id: string): Promise<Claim> => {
      const claimed = await at.queue.claim(id, sampleWorker);
      if (claimed === null) throw new Error(`${id} could not be claimed.`);
      return claimed;
    };
    const end = (state: JobEnd['state']): JobEnd => ({
      state,
      summary: `It ${state}.`,
      error: state === 'succeeded' ? null : { code: 'internal', message: 'Why.' },
      hasResult: state === 'succeeded',
      endedAt: at.now(),
    });
    const ended = async (id: string, state: JobEnd['state']) => {
      await add(id);
      const { owner } = await claim(id);
      await at.queue.finish(id, owner, end(state));
      return owner;
    };

    test('a job that was enqueued waits, and enqueuing it again changes nothing', async () => {
      expect(await at.queue.enqueue(sampleJob('toy-22222222', { kind: 'first' }))).toBe(true);
      expect(await at.elsewhere.enqueue(sampleJob('toy-22222222', { kind: 'second' }))).toBe(false);
      expect(await at.read('toy-22222222')).toMatchObject({ state: 'queued', kind: 'first', attempts: 0 });
    });

    test('jobs are started oldest first, each by one starter', async () => {
      await add('toy-bbbbbbbb');
      await add('toy-aaaaaaaa');
      const first = await at.queue.dispatch(anybody);
      const second = await at.elsewhere.dispatch(anybody);
      expect([first?.job.id, second?.job.id]).toEqual(['toy-bbbbbbbb', 'toy-aaaaaaaa']);
      expect(await at.queue.dispatch(anybody)).toBeNull();
      expect((await at.read('toy-aaaaaaaa')).state).toBe('queued');
    });

    test('a starter that dies before the claim only delays a job', async () => {
      const id = await add('toy-22222222');
      await at.queue.dispatch(anybody);
      at.advance(dispatchLeaseMs - 2);
      expect(await at.elsewhere.dispatch(anybody)).toBeNull();
      at.advance(2);
      expect((await at.elsewhere.dispatch(anybody))?.job.id).toBe(id);
    });

    test('a starter whose worker takes long to claim keeps others from starting one', async () => {
      const id = await add('toy-22222222');
      const dispatch = await at.queue.dispatch(anybody);
      at.advance(dispatchLeaseMs - 2);
      expect(await at.queue.prolong(id, dispatch?.token ?? '')).toBe(true);
      at.advance(dispatchLeaseMs - 2);
      expect(await at.elsewhere.dispatch(anybody)).toBeNull();
      expect(await at.elsewhere.prolong(id, 'somebody else')).toBe(false);
      await claim(id);
      expect(await at.queue.prolong(id, dispatch?.token ?? '')).toBe(false);
    });

    test('a clock set back an hour does not keep a job from being started', async () => {
      const id = await add('toy-22222222');
      await at.queue.dispatch(anybody);
      at.jump(-3_600_000);
      expect((await at.queue.dispatch(anybody))?.job.id).toBe(id);
    });

    test('running jobs and those being started count towards the limit', async () => {
      for (const id of ['toy-22222222', 'toy-33333333', 'toy-44444444']) await add(id);
      const { owner } = await claim('toy-22222222');
      const rule = { limit: 2, canStart: () => true };
      expect((await at.queue.dispatch(rule))?.job.id).toBe('toy-33333333');
      expect(await at.queue.dispatch(rule)).toBeNull();
      await at.queue.finish('toy-22222222', owner, end('failed'));
      expect((await at.queue.dispatch(rule))?.job.id).toBe('toy-44444444');
    });

    test('a job that this starter cannot start holds nobody else up', async () => {
      await add('toy-22222222', { needsKey: true });
      await add('toy-33333333');
      const rule = { limit: 8, canStart: (job: Job) => !job.needsKey };
      expect((await at.queue.dispatch(rule))?.job.id).toBe('toy-33333333');
      expect(await at.queue.dispatch(rule)).toBeNull();
      expect((await at.elsewhere.dispatch(anybody))?.job.id).toBe('toy-22222222');
    });

    test('a starter can end what it could not start, but not once a worker has claimed it', async () => {
      await add('toy-22222222');
      await add('toy-33333333');
      const first = await at.queue.dispatch(anybody);
      const second = await at.queue.dispatch(anybody);
      expect(await at.queue.finish('toy-22222222', first?.token ?? '', end('failed'))).toBe(true);
      expect(await at.read('toy-22222222')).toMatchObject({ state: 'failed', attempts: 0 });
      await claim('toy-33333333');
      expect(await at.queue.finish('toy-33333333', second?.token ?? '', end('failed'))).toBe(false);
      expect((await at.read('toy-33333333')).state).toBe('running');
    });

    test('of many workers that claim a job one gets it', async () => {
      const id = await add('toy-22222222');
      const claims = await Promise.all(
        Array.from({ length: 10 }, (_, i) => (i % 2 ? at.queue : at.elsewhere).claim(id, sampleWorker)),
      );
      expect(claims.filter((claimed) => claimed !== null)).toHaveLength(1);
      expect(await at.read(id)).toMatchObject({ state: 'running', attempts: 1, pid: sampleWorker.pid });
      expect(await at.queue.dispatch(anybody)).toBeNull();
    });

    test('what is not there cannot be claimed, extended, ended, queued again or cancelled', async () => {
      const { queue } = at;
      expect(await queue.claim('toy-22222222', sampleWorker)).toBeNull();
      expect(await queue.extend('toy-22222222', 'nobody')).toEqual({ held: false, cancelRequested: false });
      expect(await queue.finish('toy-22222222', 'nobody', end('failed'))).toBe(false);
      expect(await queue.requeue('toy-22222222')).toBe(false);
      expect(await queue.requestCancel('toy-22222222')).toBeNull();
    });

    test('only the owner extends an attempt, and only while it runs', async () => {
      const id = await add('toy-22222222');
      const { owner } = await claim(id);
      at.advance(2_000);
      expect(await at.elsewhere.extend(id, owner)).toEqual({ held: true, cancelRequested: false });
      expect((await at.read(id)).heartbeatAt).toBe(at.now());
      expect((await at.queue.extend(id, 'another')).held).toBe(false);
      await at.queue.finish(id, owner, end('succeeded'));
      expect((await at.queue.extend(id, owner)).held).toBe(false);
    });

    test.each(endStates)('the first end wins: %s stays', async (state) => {
      const owner = await ended('toy-22222222', state);
      for (const late of endStates) {
        expect(await at.elsewhere.finish('toy-22222222', owner, end(late))).toBe(false);
      }
      expect(await at.read('toy-22222222')).toMatchObject({ state, summary: `It ${state}.` });
      expect(await at.queue.claim('toy-22222222', sampleWorker)).toBeNull();
    });

    test('a stranger ends nothing', async () => {
      const id = await add('toy-22222222');
      await claim(id);
      expect(await at.queue.finish(id, 'another', end('failed'))).toBe(false);
      expect((await at.read(id)).state).toBe('running');
    });

    test('files are published once, by who ends the job', async () => {
      const id = await add('toy-22222222');
      const { owner } = await claim(id);
      const published: string[] = [];
      await at.queue.finish(id, 'another', end('failed'), () => published.push('stranger'));
      await at.queue.finish(id, owner, end('succeeded'), () => published.push('owner'));
      await at.queue.finish(id, owner, end('failed'), () => published.push('late'));
      expect(published).toEqual(['owner']);
    });

    test('an end whose files cannot be published has not happened', async () => {
      const id = await add('toy-22222222');
      const { owner } = await claim(id);
      const failure = at.queue.finish(id, owner, end('succeeded'), () => {
        throw new Error('disk full');
      });
      await expect(failure).rejects.toThrow('disk full');
      expect((await at.read(id)).state).toBe('running');
      expect(await at.queue.finish(id, owner, end('failed'))).toBe(true);
    });

    test.each(['failed', 'cancelled', 'timed_out', 'lost'] as const)(
      'a job that ended as %s can be queued again, and its earlier owner has no say any more',
      async (state) => {
        const id = 'toy-22222222';
        const owner = await ended(id, state);
        const seen: number[] = [];
        expect(await at.queue.requeue(id, (job) => seen.push(job.attempts))).toBe(true);
        expect(seen).toEqual([1]);
        expect(await at.read(id)).toMatchObject({
          state: 'queued',
          attempts: 1,
          error: null,
          summary: null,
          startedAt: null,
          endedAt: null,
          pid: null,
        });
        expect(await at.queue.requeue(id)).toBe(false);
        const startedAt = at.now();
        await claim(id);
        expect(await at.read(id)).toMatchObject({ state: 'running', attempts: 2, startedAt });
        expect((await at.queue.extend(id, owner)).held).toBe(false);
        expect(await at.queue.finish(id, owner, end('succeeded'))).toBe(false);
      },
    );

    test('a running job goes back into the queue by its owner only, without having ended', async () => {
      const id = 'toy-22222222';
      await add(id);
      const { owner, job } = await claim(id);
      at.advance(1_000);
      const seen: number[] = [];
      expect(await at.queue.resume(id, 'somebody else')).toBe(false);
      expect(await at.queue.resume(id, owner, (job) => seen.push(job.attempts))).toBe(true);
      expect(seen).toEqual([1]);
      expect(await at.read(id)).toMatchObject({ state: 'queued', attempts: 1, endedAt: null, pid: null });
      expect(await at.queue.resume(id, owner)).toBe(false);
      expect(await at.queue.finish(id, owner, end('succeeded'))).toBe(false);
      await claim(id);
      const again = { state: 'running', attempts: 2, startedAt: job.startedAt };
      expect(await at.read(id)).toMatchObject(again);
    });

    test('a job that succeeded, waits or runs is not queued again', async () => {
      await ended('toy-22222222', 'succeeded');
      expect(await at.queue.requeue('toy-22222222')).toBe(false);
      await add('toy-33333333');
      expect(await at.queue.requeue('toy-33333333')).toBe(false);
      await claim('toy-33333333');
      expect(await at.queue.requeue('toy-33333333')).toBe(false);
    });

    test('cancelling a waiting job ends it at once; no worker gets it', async () => {
      const id = await add('toy-22222222');
      const dispatch = await at.queue.dispatch(anybody);
      let published = 0;
      const cancelled = await at.elsewhere.requestCancel(id, () => published++);
      expect(cancelled).toMatchObject({ state: 'cancelled', attempts: 0, error: { code: 'cancelled' } });
      expect(published).toBe(1);
      expect(await at.queue.claim(id, sampleWorker)).toBeNull();
      expect(await at.queue.finish(id, dispatch?.token ?? '', end('failed'))).toBe(false);
    });

    test('cancelling a running job asks it to stop, once', async () => {
      const id = await add('toy-22222222');
      const { owner } = await claim(id);
      const asked = await at.queue.requestCancel(id);
      at.advance(10);
      const again = await at.elsewhere.requestCancel(id);
      expect(asked?.state).toBe('running');
      expect(again?.cancelRequestedAt).toBe(asked?.cancelRequestedAt);
      expect(await at.queue.extend(id, owner)).toEqual({ held: true, cancelRequested: true });
      expect(await at.queue.finish(id, owner, end('cancelled'))).toBe(true);
    });

    test('cancelling after the end changes nothing, and a retry forgets an old request', async () => {
      const id = await add('toy-22222222');
      const { owner } = await claim(id);
      await at.queue.requestCancel(id);
      await at.queue.finish(id, owner, end('failed'));
      expect((await at.queue.requestCancel(id))?.state).toBe('failed');
      await at.queue.requeue(id);
      const { owner: next } = await claim(id);
      expect((await at.queue.extend(id, next)).cancelRequested).toBe(false);
    });
  });
}
