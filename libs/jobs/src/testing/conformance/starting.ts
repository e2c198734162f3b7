import { expect, test } from 'vitest';
import type { Job } from '../../job.ts';
import { dispatchLeaseMs } from '../../timings.ts';
import { sampleJob } from '../sample-job.ts';
import { anybody, type QueueStage } from './queue-stage.ts';

/** Who starts a job: in which order, how many, and for how long a starter keeps the others away. */
export function testStarting(openStage: () => QueueStage): void {
  test('a job that was enqueued waits, and enqueuing it again changes nothing', async () => {
    const { queue, elsewhere, read } = openStage();
    expect(await queue.enqueue(sampleJob('toy-22222222', { kind: 'first' }))).toBe(true);
    expect(await elsewhere.enqueue(sampleJob('toy-22222222', { kind: 'second' }))).toBe(false);
    expect(await read('toy-22222222')).toMatchObject({ state: 'queued', kind: 'first', attempts: 0 });
  });

  test('jobs are started oldest first, each by one starter', async () => {
    const { queue, elsewhere, read, add } = openStage();
    await add('toy-bbbbbbbb');
    await add('toy-aaaaaaaa');
    const first = await queue.dispatch(anybody);
    const second = await elsewhere.dispatch(anybody);
    expect([first?.job.id, second?.job.id]).toEqual(['toy-bbbbbbbb', 'toy-aaaaaaaa']);
    expect(await queue.dispatch(anybody)).toBeNull();
    expect((await read('toy-aaaaaaaa')).state).toBe('queued');
  });

  test('a starter that dies before the claim only delays a job', async () => {
    const { queue, elsewhere, advance, add } = openStage();
    const id = await add('toy-22222222');
    await queue.dispatch(anybody);
    advance(dispatchLeaseMs - 2);
    expect(await elsewhere.dispatch(anybody)).toBeNull();
    advance(2);
    expect((await elsewhere.dispatch(anybody))?.job.id).toBe(id);
  });

  test('a starter whose worker takes long to claim keeps others from starting one', async () => {
    const { queue, elsewhere, advance, add, claim } = openStage();
    const id = await add('toy-22222222');
    const dispatch = await queue.dispatch(anybody);
    advance(dispatchLeaseMs - 2);
    expect(await queue.prolong(id, dispatch?.token ?? '')).toBe(true);
    advance(dispatchLeaseMs - 2);
    expect(await elsewhere.dispatch(anybody)).toBeNull();
    expect(await elsewhere.prolong(id, 'somebody else')).toBe(false);
    await claim(id);
    expect(await queue.prolong(id, dispatch?.token ?? '')).toBe(false);
  });

  test('a clock set back an hour does not keep a job from being started', async () => {
    const { queue, jump, add } = openStage();
    const id = await add('toy-22222222');
    await queue.dispatch(anybody);
    jump(-3_600_000);
    expect((await queue.dispatch(anybody))?.job.id).toBe(id);
  });

  test('running jobs and those being started count towards the limit', async () => {
    const { queue, add, claim, end } = openStage();
    for (const id of ['toy-22222222', 'toy-33333333', 'toy-44444444']) await add(id);
    const { owner } = await claim('toy-22222222');
    const rule = { limit: 2, canStart: () => true };
    expect((await queue.dispatch(rule))?.job.id).toBe('toy-33333333');
    expect(await queue.dispatch(rule)).toBeNull();
    await queue.finish('toy-22222222', owner, end('failed'));
    expect((await queue.dispatch(rule))?.job.id).toBe('toy-44444444');
  });

  test('a job that this starter cannot start holds nobody else up', async () => {
    const { queue, elsewhere, add } = openStage();
    await add('toy-22222222', { needsKey: true });
    await add('toy-33333333');
    const rule = { limit: 8, canStart: (job: Job) => !job.needsKey };
    expect((await queue.dispatch(rule))?.job.id).toBe('toy-33333333');
    expect(await queue.dispatch(rule)).toBeNull();
    expect((await elsewhere.dispatch(anybody))?.job.id).toBe('toy-22222222');
  });

  test('a starter can end what it could not start, but not once a worker has claimed it', async () => {
    const { queue, read, add, claim, end } = openStage();
    await add('toy-22222222');
    await add('toy-33333333');
    const first = await queue.dispatch(anybody);
    const second = await queue.dispatch(anybody);
    expect(await queue.finish('toy-22222222', first?.token ?? '', end('failed'))).toBe(true);
    expect(await read('toy-22222222')).toMatchObject({ state: 'failed', attempts: 0 });
    await claim('toy-33333333');
    expect(await queue.finish('toy-33333333', second?.token ?? '', end('failed'))).toBe(false);
    expect((await read('toy-33333333')).state).toBe('running');
  });
}
