import { expect, test } from 'vitest';
import { endStates } from '../../job.ts';
import { sampleWorker } from '../sample-job.ts';
import type { QueueStage } from './queue-stage.ts';

/** A job ends once, by its owner, with its files. */
export function testEnding(openStage: () => QueueStage): void {
  test.each(endStates)('the first end wins: %s stays', async (state) => {
    const { queue, elsewhere, read, end, ended } = openStage();
    const owner = await ended('toy-22222222', state);
    for (const late of endStates) {
      expect(await elsewhere.finish('toy-22222222', owner, end(late))).toBe(false);
    }
    expect(await read('toy-22222222')).toMatchObject({ state, summary: `It ${state}.` });
    expect(await queue.claim('toy-22222222', sampleWorker)).toBeNull();
  });

  test('a stranger ends nothing', async () => {
    const { queue, read, add, claim, end } = openStage();
    const id = await add('toy-22222222');
    await claim(id);
    expect(await queue.finish(id, 'another', end('failed'))).toBe(false);
    expect((await read(id)).state).toBe('running');
  });

  test('files are published once, by who ends the job', async () => {
    const { queue, add, claim, end } = openStage();
    const id = await add('toy-22222222');
    const { owner } = await claim(id);
    const published: string[] = [];
    await queue.finish(id, 'another', end('failed'), () => published.push('stranger'));
    await queue.finish(id, owner, end('succeeded'), () => published.push('owner'));
    await queue.finish(id, owner, end('failed'), () => published.push('late'));
    expect(published).toEqual(['owner']);
  });

  test('an end whose files cannot be published has not happened', async () => {
    const { queue, read, add, claim, end } = openStage();
    const id = await add('toy-22222222');
    const { owner } = await claim(id);
    const failure = queue.finish(id, owner, end('succeeded'), () => {
      throw new Error('disk full');
    });
    await expect(failure).rejects.toThrow('disk full');
    expect((await read(id)).state).toBe('running');
    expect(await queue.finish(id, owner, end('failed'))).toBe(true);
  });
}
