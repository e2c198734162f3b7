import { expect, test } from 'vitest';
import { sampleWorker } from '../sample-job.ts';
import { anybody, type QueueStage } from './queue-stage.ts';

/** Who owns an attempt, and who does not. */
export function testClaiming(openStage: () => QueueStage): void {
  test('of many workers that claim a job one gets it', async () => {
    const { queue, elsewhere, read, add } = openStage();
    const id = await add('toy-22222222');
    const claims = await Promise.all(
      Array.from({ length: 10 }, (_, i) => (i % 2 ? queue : elsewhere).claim(id, sampleWorker)),
    );
    expect(claims.filter((claimed) => claimed !== null)).toHaveLength(1);
    expect(await read(id)).toMatchObject({ state: 'running', attempts: 1, pid: sampleWorker.pid });
    expect(await queue.dispatch(anybody)).toBeNull();
  });

  test('what is not there cannot be claimed, extended, ended, queued again or cancelled', async () => {
    const { queue, end } = openStage();
    expect(await queue.claim('toy-22222222', sampleWorker)).toBeNull();
    expect(await queue.extend('toy-22222222', 'nobody')).toEqual({ held: false, cancelRequested: false });
    expect(await queue.finish('toy-22222222', 'nobody', end('failed'))).toBe(false);
    expect(await queue.requeue('toy-22222222')).toBe(false);
    expect(await queue.requestCancel('toy-22222222')).toBeNull();
  });

  test('only the owner extends an attempt, and only while it runs', async () => {
    const { queue, elsewhere, read, now, advance, add, claim, end } = openStage();
    const id = await add('toy-22222222');
    const { owner } = await claim(id);
    advance(2_000);
    expect(await elsewhere.extend(id, owner)).toEqual({ held: true, cancelRequested: false });
    expect((await read(id)).heartbeatAt).toBe(now());
    expect((await queue.extend(id, 'another')).held).toBe(false);
    await queue.finish(id, owner, end('succeeded'));
    expect((await queue.extend(id, owner)).held).toBe(false);
  });
}
