import type { FaultPlan } from '@codex-pro/emulator';
import { describe, expect, test, vi } from 'vitest';
import { expectNothingLeft, processesWith } from '../leftovers.ts';
import { setStage } from '../stage.ts';
import { fetchResult, listedIds, startedJob, startReview, startServer } from './servers.ts';

const patience = { timeout: 30_000, interval: 20 };

/** Where a job is when it is cancelled, what the backend does to keep it there, and how often it was asked by then. */
const phases: readonly (readonly [string, FaultPlan, 0 | 1])[] = [
  ['as soon as it was started', { fault: 'headers_never' }, 0],
  ['while the backend says nothing', { fault: 'headers_never' }, 1],
  ['in the middle of an answer', { fault: 'endless', ms: 20 }, 1],
  ['between two attempts', { fault: 'server_error', retry_after: 20 }, 1],
];

describe.concurrent('cancelled by two processes at once', () => {
  test.each(phases)('%s: one end, no process, no open request', async (_, plan, asked) => {
    const stage = await setStage({ retries: { wait: '60s' }, clocks: { first_event: '60s' } });
    const { emulator } = stage;
    try {
      emulator.fail(plan);
      const [review, ...jobs] = await Promise.all([
        startServer(stage, 'review'),
        startServer(stage, 'jobs'),
        startServer(stage, 'jobs'),
      ]);
      const { id } = await startedJob(review);
      await vi.waitFor(() => expect(emulator.modelRequests.length).toBeGreaterThanOrEqual(asked), patience);

      const answers = await Promise.all(jobs.map((server) => server.call('cancel_job', { job_id: id })));
      expect(processesWith(stage.home).filter(({ command }) => command.includes(' work '))).toEqual([]);
      const ends = answers.map(({ structured }) => structured?.['job'] as { readonly state: string });
      expect(ends.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
      const [again] = await Promise.all(jobs.map((server) => server.call('cancel_job', { job_id: id })));
      expect(again?.text).toContain('had already ended: cancelled');
      await Promise.all([review, ...jobs].map((server) => server.close()));
      await expectNothingLeft(stage);
      expect(emulator.modelRequests.length).toBeLessThanOrEqual(1);
    } finally {
      await stage.close();
    }
  });
});

describe.concurrent('a host cancels the call that waits for a review:', () => {
  /** In the words of the real Claude Code 2.1.328. */
  const reasons = [
    ['its user did, and the job ends', 'AbortError: user-cancel', 'cancelled'],
    ['its own time was up, and the job goes on', 'SdkError: Request timed out', 'succeeded'],
  ] as const;

  test.each(reasons)('%s', async (_, reason, state) => {
    const stage = await setStage({ emulator: { latency: { headers: 3_000 } } });
    const { emulator } = stage;
    try {
      const [review, jobs] = await Promise.all([startServer(stage, 'review'), startServer(stage, 'jobs')]);
      const host = new AbortController();
      const call = review.call(
        'review',
        { scope: 'working-tree', wait_seconds: 100 },
        { signal: host.signal },
      );
      const refused = expect(call).rejects.toThrow();
      await vi.waitFor(() => expect(emulator.openRequests).toBe(1), patience);
      host.abort(reason);
      await refused;
      const [id = ''] = await listedIds(jobs);
      expect(await fetchResult(jobs, id)).toMatchObject({ job: { id, state, attempts: 1 } });
      expect(emulator.modelRequests).toMatchObject([{ aborted: state === 'cancelled' }]);
      await Promise.all([review.close(), jobs.close()]);
      await expectNothingLeft(stage);
    } finally {
      await stage.close();
    }
  });
});

test('a review whose worker is killed is lost at once, holds nobody up, and can be run again', async () => {
  const stage = await setStage();
  const { emulator } = stage;
  try {
    emulator.fail({ fault: 'silence_mid_stream', on: 1 });
    const [review, jobs] = await Promise.all([startServer(stage, 'review'), startServer(stage, 'jobs')]);
    const { id } = await startedJob(review);
    await vi.waitFor(() => expect(emulator.openRequests).toBe(1), patience);
    const [worker] = processesWith(stage.home).filter(({ command }) => command.endsWith(`work ${id}`));
    process.kill(worker?.pid ?? 0, 'SIGKILL');
    await vi.waitFor(
      async () =>
        expect((await jobs.call('get_job', { job_id: id })).structured).toMatchObject({
          job: { state: 'lost', error: { code: 'worker_lost' } },
        }),
      { timeout: 10_000, interval: 100 },
    );
    expect((await startReview(review, 60)).job?.state).toBe('succeeded');
    await jobs.call('retry_job', { job_id: id });
    expect(await fetchResult(jobs, id)).toMatchObject({
      job: { id, state: 'succeeded', attempts: 2 },
      error: null,
    });
    expect(emulator.modelRequests).toHaveLength(3);
    await Promise.all([review.close(), jobs.close()]);
    await expectNothingLeft(stage);
  } finally {
    await stage.close();
  }
});
