import { describe, expect, test } from 'vitest';
import { sampleCall } from './testing/sample-call.ts';
import { sampleJob, sampleWorker } from './testing/sample-job.ts';
import { openTestStore } from './testing/test-store.ts';

async function runningJob(id: string, changes: Parameters<typeof sampleJob>[1] = {}) {
  const at = openTestStore();
  await at.queue.enqueue(sampleJob(id, changes));
  const claim = await at.queue.claim(id, sampleWorker);
  return { ...at, owner: claim?.owner ?? '' };
}

const day = 24 * 3_600_000;

describe('the ledger', () => {
  test('adds up calls and attempts, tokens and cost', async () => {
    const { store, owner } = await runningJob('toy-22222222');
    const calls = [
      sampleCall('1', {
        callId: 'a',
        errorCode: 'stream_broken',
        inputTokens: null,
        outputTokens: null,
        costUsd: null,
      }),
      sampleCall('2', { callId: 'a', attempt: 2 }),
      sampleCall('3', { callId: 'b', costUsd: 0.5 }),
    ];
    await store.record(
      'toy-22222222',
      owner,
      calls.map((call) => ({ type: 'call', call })),
    );
    expect(store.usage({ since: 0 }).total).toEqual({
      requests: 2,
      attempts: 3,
      input_tokens: 200,
      cached_input_tokens: 120,
      output_tokens: 20,
      reasoning_tokens: 15,
      cost_usd: 0.75,
      unpriced: 0,
    });
  });

  test('says that a cost is unknown rather than 0, and how much a sum lacks', async () => {
    const { store, owner } = await runningJob('toy-22222222');
    const record = (id: string, costUsd: number | null) =>
      store.record('toy-22222222', owner, [{ type: 'call', call: sampleCall(id, { costUsd }) }]);
    await record('1', null);
    expect(store.usage({ since: 0 }).total).toMatchObject({ cost_usd: null, unpriced: 1 });
    await record('2', 1);
    expect(store.usage({ since: 0 }).total).toMatchObject({ cost_usd: 1, unpriced: 1 });
  });

  test('is empty, not unknown, before the first call', () => {
    const { store } = openTestStore();
    expect(store.usage({ since: 0, by: 'day' })).toMatchObject({
      total: { requests: 0, input_tokens: 0, cost_usd: null, unpriced: 0 },
      rows: [],
    });
  });

  test('groups by day, kind, model, tier and workspace, from a time on, and of one job', async () => {
    const { store, queue, owner } = await runningJob('toy-22222222');
    await queue.enqueue(sampleJob('rev-33333333', { kind: 'review', workspace: '/other' }));
    const other = await queue.claim('rev-33333333', sampleWorker);
    const noon = new Date(2026, 10, 20, 12).getTime();
    const write = (job: string, by: string, id: string, changes: Parameters<typeof sampleCall>[1]) =>
      store.record(job, by, [{ type: 'call', call: sampleCall(id, changes) }]);
    await write('toy-22222222', owner, '1', { startedAt: noon - 2 * day, tier: 'flex' });
    await write('toy-22222222', owner, '2', { startedAt: noon - day, model: 'toy-2' });
    await write('rev-33333333', other?.owner ?? '', '3', { startedAt: noon });
    const keys = (by: 'day' | 'kind' | 'model' | 'tier' | 'workspace') =>
      store.usage({ since: 0, by }).rows.map(({ key, requests }) => [key, requests]);
    expect(keys('day')).toEqual([
      ['2026-11-18', 1],
      ['2026-11-19', 1],
      ['2026-11-20', 1],
    ]);
    expect(keys('kind')).toEqual([
      ['review', 1],
      ['toy', 2],
    ]);
    expect(keys('model')).toEqual([
      ['toy-1', 2],
      ['toy-2', 1],
    ]);
    expect(keys('tier')).toEqual([
      [null, 2],
      ['flex', 1],
    ]);
    expect(keys('workspace')).toEqual([
      ['/other', 1],
      ['/repo/space', 2],
    ]);
    expect(store.usage({ since: noon - day }).total.requests).toBe(2);
    expect(store.usage({ since: 0, jobId: 'rev-33333333' }).total.requests).toBe(1);
  });

  test('keeps what an attempt spent even when it has been ended by others, each call once', async () => {
    const { store, queue, owner } = await runningJob('toy-22222222');
    await queue.finish('toy-22222222', owner, {
      state: 'lost',
      summary: null,
      error: null,
      hasResult: false,
      endedAt: 1,
    });
    const call = { type: 'call' as const, call: sampleCall('1') };
    await store.record('toy-22222222', owner, [
      call,
      call,
      { type: 'event', at: 1, event: 'note', message: 'late' },
    ]);
    expect(store.usage({ since: 0 }).total.attempts).toBe(1);
    expect(store.events('toy-22222222', 9).map(({ message }) => message)).not.toContain('late');
  });

  test('outlives its jobs', async () => {
    const { store, queue, owner } = await runningJob('toy-22222222');
    await store.record('toy-22222222', owner, [{ type: 'call', call: sampleCall('1') }]);
    const end = { state: 'failed', summary: null, error: null, hasResult: false, endedAt: 1 } as const;
    await queue.finish('toy-22222222', owner, end);
    expect(await store.remove(['toy-22222222'])).toEqual(['toy-22222222']);
    expect(store.usage({ since: 0, by: 'kind' }).rows).toMatchObject([{ key: 'toy', requests: 1 }]);
    await store.forgetCalls(sampleCall('1').startedAt + 1);
    expect(store.usage({ since: 0 }).total.requests).toBe(0);
  });
});
