import { expect, test } from 'vitest';
import { sampleWorker } from '../sample-job.ts';
import { anybody, type QueueStage } from './queue-stage.ts';

/** What a request to cancel does to a job that waits, runs or has ended. */
export function testCancelling(openStage: () => QueueStage): void {
  test('cancelling a waiting job ends it at once; no worker gets it', async () => {
    const { queue, elsewhere, add, end } = openStage();
    const id = await add('toy-22222222');
    const dispatch = await queue.dispatch(anybody);
    let published = 0;
    const cancelled = await elsewhere.requestCancel(id, () => published++);
    expect(cancelled).toMatchObject({ state: 'cancelled', attempts: 0, error: { code: 'cancelled' } });
    expect(published).toBe(1);
    expect(await queue.claim(id, sampleWorker)).toBeNull();
    expect(await queue.finish(id, dispatch?.token ?? '', end('failed'))).toBe(false);
  });

  test('a process that was started for a job which was cancelled meanwhile is sent away, and the job names it', async () => {
    const { queue, elsewhere, add, startingOf } = openStage();
    const id = await add('toy-22222222');
    expect(await startingOf(id)).toBeNull();
    const dispatch = await queue.dispatch(anybody);
    expect(await startingOf(id)).toMatchObject({ identity: null });
    await elsewhere.requestCancel(id);
    expect(await startingOf(id)).toMatchObject({ identity: null });
    expect(await queue.started(id, dispatch?.token ?? '', sampleWorker)).toBe(false);
    expect(await startingOf(id)).toMatchObject({ identity: sampleWorker });
    await queue.requeue(id);
    expect(await startingOf(id)).toBeNull();
    expect(await queue.started(id, dispatch?.token ?? '', sampleWorker)).toBe(false);
    expect(await startingOf(id)).toBeNull();
  });

  test('cancelling a running job asks it to stop, once', async () => {
    const { queue, elsewhere, advance, add, claim, end } = openStage();
    const id = await add('toy-22222222');
    const { owner } = await claim(id);
    const asked = await queue.requestCancel(id);
    advance(10);
    const again = await elsewhere.requestCancel(id);
    expect(asked?.state).toBe('running');
    expect(again?.cancelRequestedAt).toBe(asked?.cancelRequestedAt);
    expect(await queue.extend(id, owner)).toEqual({ held: true, cancelRequested: true });
    expect(await queue.finish(id, owner, end('cancelled'))).toBe(true);
  });

  test('cancelling after the end changes nothing, and a retry forgets an old request', async () => {
    const { queue, add, claim, end } = openStage();
    const id = await add('toy-22222222');
    const { owner } = await claim(id);
    await queue.requestCancel(id);
    await queue.finish(id, owner, end('failed'));
    expect((await queue.requestCancel(id))?.state).toBe('failed');
    await queue.requeue(id);
    const { owner: next } = await claim(id);
    expect((await queue.extend(id, next)).cancelRequested).toBe(false);
  });
}
