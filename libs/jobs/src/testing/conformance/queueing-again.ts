import { expect, test } from 'vitest';
import type { QueueStage } from './queue-stage.ts';

/** What goes back into the queue, by whom, and what is forgotten of the attempt before. */
export function testQueueingAgain(openStage: () => QueueStage): void {
  test.each(['failed', 'cancelled', 'timed_out', 'lost'] as const)(
    'a job that ended as %s can be queued again, and its earlier owner has no say any more',
    async (state) => {
      const { queue, read, now, claim, end, ended } = openStage();
      const id = 'toy-22222222';
      const owner = await ended(id, state);
      const seen: number[] = [];
      expect(await queue.requeue(id, (job) => seen.push(job.attempts))).toBe(true);
      expect(seen).toEqual([1]);
      expect(await read(id)).toMatchObject({
        state: 'queued',
        attempts: 1,
        error: null,
        summary: null,
        startedAt: null,
        endedAt: null,
        pid: null,
      });
      expect(await queue.requeue(id)).toBe(false);
      const startedAt = now();
      await claim(id);
      expect(await read(id)).toMatchObject({ state: 'running', attempts: 2, startedAt });
      expect((await queue.extend(id, owner)).held).toBe(false);
      expect(await queue.finish(id, owner, end('succeeded'))).toBe(false);
    },
  );

  test('a running job goes back into the queue by its owner only, without having ended', async () => {
    const { queue, read, advance, add, claim, end } = openStage();
    const id = 'toy-22222222';
    await add(id);
    const { owner, job } = await claim(id);
    advance(1_000);
    const seen: number[] = [];
    expect(await queue.resume(id, 'somebody else')).toBe(false);
    expect(await queue.resume(id, owner, (job) => seen.push(job.attempts))).toBe(true);
    expect(seen).toEqual([1]);
    expect(await read(id)).toMatchObject({ state: 'queued', attempts: 1, endedAt: null, pid: null });
    expect(await queue.resume(id, owner)).toBe(false);
    expect(await queue.finish(id, owner, end('succeeded'))).toBe(false);
    await claim(id);
    const again = { state: 'running', attempts: 2, startedAt: job.startedAt };
    expect(await read(id)).toMatchObject(again);
  });

  test('a running job that was asked to stop does not go back into the queue by itself', async () => {
    const { queue, elsewhere, read, add, claim, end } = openStage();
    const id = await add('toy-22222222');
    const { owner } = await claim(id);
    await elsewhere.requestCancel(id);
    expect(await queue.resume(id, owner)).toBe(false);
    expect((await read(id)).cancelRequestedAt).not.toBeNull();
    expect(await queue.finish(id, owner, end('cancelled'))).toBe(true);
  });

  test('a job that succeeded, waits or runs is not queued again', async () => {
    const { queue, add, claim, ended } = openStage();
    await ended('toy-22222222', 'succeeded');
    expect(await queue.requeue('toy-22222222')).toBe(false);
    await add('toy-33333333');
    expect(await queue.requeue('toy-33333333')).toBe(false);
    await claim('toy-33333333');
    expect(await queue.requeue('toy-33333333')).toBe(false);
  });
}
