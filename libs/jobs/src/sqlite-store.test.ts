import { closedBreaker } from '@codex-pro/runtime';
import { describe, expect, test } from 'vitest';
import type { GateRow } from './gates.ts';
import { sampleJob, sampleWorker } from './testing/sample-job.ts';
import { openTestStore } from './testing/test-store.ts';

describe('what a worker says', () => {
  test('is kept in order, a phase once, and only of the attempt that runs', async () => {
    const { store, queue } = openTestStore();
    await queue.enqueue(sampleJob('toy-22222222'));
    const { owner } = (await queue.claim('toy-22222222', sampleWorker)) ?? { owner: '' };
    await store.record('toy-22222222', owner, [
      { type: 'progress', phase: 'packing', count: { done: 1, total: 2 } },
      { type: 'progress', phase: 'packing', count: { done: 2, total: 2 } },
      { type: 'event', at: 5, event: 'retry', message: 'attempt 2 in 1 s' },
      { type: 'identity', model: 'toy-2', effort: null, tier: 'flex' },
    ]);
    await store.record('toy-22222222', 'another', [{ type: 'progress', phase: 'late', count: null }]);
    expect(store.get('toy-22222222')?.job).toMatchObject({
      phase: 'packing',
      progress: { done: 2, total: 2 },
      model: 'toy-2',
      tier: 'flex',
    });
    expect(store.events('toy-22222222', 2).map(({ type, message }) => [type, message])).toEqual([
      ['phase', 'packing'],
      ['retry', 'attempt 2 in 1 s'],
    ]);
  });

  test('stays small: of very many events the last are kept, without what could rewrite a terminal', async () => {
    const { store, queue } = openTestStore();
    await queue.enqueue(sampleJob('toy-22222222'));
    const { owner } = (await queue.claim('toy-22222222', sampleWorker)) ?? { owner: '' };
    const event = (i: number) =>
      ({ type: 'event', at: i, event: 'note', message: `\u001b[2J note ${i}` }) as const;
    await store.record(
      'toy-22222222',
      owner,
      Array.from({ length: 1_500 }, (_, i) => event(i)),
    );
    const events = store.events('toy-22222222', 5_000);
    expect(events).toHaveLength(1_000);
    expect(events.at(-1)?.message).toBe('[2J note 1499');
  });
});

describe('breakers', () => {
  test('are closed until written, and shared by every process', () => {
    const here = openTestStore();
    const there = openTestStore({ home: here.home });
    expect(here.store.breakers.read('review https://x')).toEqual(closedBreaker);
    const open = { ...closedBreaker, failures: 5, openedAt: 1, openUntil: 30_001, trips: 1, cause: '502' };
    here.store.breakers.update('review https://x', () => open);
    expect(there.store.breakers.read('review https://x')).toEqual(open);
    expect(there.store.breakers.read('batch https://x')).toEqual(closedBreaker);
    there.store.breakers.update('review https://x', (row) => ({ ...row, failures: row.failures + 1 }));
    expect(here.store.breakers.read('review https://x').failures).toBe(6);
  });

  test('stay as they were when a change throws', () => {
    const { store } = openTestStore();
    const broken = () => {
      throw new Error('no');
    };
    expect(() => store.breakers.update('key', broken)).toThrow('no');
    expect(store.breakers.read('key')).toEqual(closedBreaker);
    expect(store.breakers.update('key', (row) => ({ ...row, failures: 1 })).failures).toBe(1);
  });
});

describe('quota gates', () => {
  const gate: GateRow = {
    key: 'origin account usage',
    account: 'origin account',
    limit: 'usage',
    model: null,
    closedAt: 1,
    closedUntil: 2,
    probeAt: 3,
    cause: 'The usage limit was reached.',
  };

  test('are listed by account until they are opened', () => {
    const here = openTestStore();
    const there = openTestStore({ home: here.home });
    expect(here.store.gates.update(gate.key, (row) => (row === null ? gate : row))).toEqual(gate);
    expect(there.store.gates.list('origin account')).toEqual([gate]);
    expect(there.store.gates.list('origin another')).toEqual([]);
    expect(there.store.gates.update(gate.key, (row) => (row?.probeAt === 3 ? null : row))).toBeNull();
    expect(here.store.gates.list('origin account')).toEqual([]);
  });
});
