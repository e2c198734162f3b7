import { openJobs } from '@codex-pro/jobs';
import { expect, test } from 'vitest';
import { runReview } from '../faces.ts';
import { expectNothingLeft } from '../leftovers.ts';
import { type Stage, setStage } from '../stage.ts';
import { envelopeOf, startReview, startServer } from './servers.ts';

/** How long a probe is kept waiting: two reviews started together meet there, however busy the machine is. */
const probeMs = 8_000;

const batch = { source: 'answer.ts', prompt: 'Say what this does.', wait_seconds: 60 };

/** Does something to the store as it lies there, as time would. */
async function withStore<T>(
  stage: Stage,
  use: (jobs: ReturnType<typeof openJobs>) => Promise<T>,
): Promise<T> {
  const jobs = openJobs({ home: stage.home, env: stage.env, bundleFolder: null });
  try {
    return await use(jobs);
  } finally {
    jobs.close();
  }
}

/** The one open breaker lets a probe go at this time, epoch milliseconds. */
function openUntil(stage: Stage, time: number): Promise<void> {
  return withStore(stage, async ({ breakers, holds }) => {
    const open = (await holds()).breakers;
    expect(open).toHaveLength(1);
    for (const { key } of open) breakers.update(key, (row) => ({ ...row, openUntil: time }));
  });
}

test.concurrent('a usage limit closes the gate for every process until its time, a probe, or other credentials', async () => {
  let probing = false;
  const reply = () => (probing ? { delay_ms: probeMs } : undefined);
  const stage = await setStage({ emulator: { apiKeys: ['emulator-key', 'second-key'], reply } });
  const { emulator } = stage;
  try {
    const resetsAt = Math.floor(Date.now() / 1000) + 3_600;
    emulator.fail({ fault: 'usage_limit', on: 1, resets_at: resetsAt });
    const retryAt = new Date(resetsAt * 1000).toISOString();
    const refusal = { code: 'usage_limit', retry_at: retryAt };
    const review = await startServer(stage, 'review');
    expect((await startReview(review, 60)).error).toMatchObject(refusal);

    const [another, batches] = await Promise.all([startServer(stage, 'review'), startServer(stage, 'batch')]);
    // Nothing is started that would only be refused.
    expect(await startReview(another, 60)).toMatchObject({ job: null, error: refusal });
    expect((await runReview(stage)).error).toMatchObject(refusal);
    expect(envelopeOf(await batches.call('run_batch', batch)).error).toMatchObject(refusal);
    expect(emulator.modelRequests).toHaveLength(1);

    const elsewhere = await startServer(stage, 'review', { env: { CODEX_PRO_API_KEY: 'second-key' } });
    expect((await startReview(elsewhere, 60)).job?.state).toBe('succeeded');
    expect((await startReview(review, 60)).error).toMatchObject(refusal);
    expect(emulator.modelRequests).toHaveLength(2);

    await withStore(stage, async ({ gates, holds }) => {
      const closed = (await holds()).gates;
      expect(closed).toHaveLength(1);
      for (const { key } of closed) gates.update(key, (row) => row && { ...row, probeAt: Date.now() });
    });
    probing = true;
    const both = await Promise.all([review, another].map((server) => startReview(server, 60)));
    expect(both.map(({ error }) => error?.code ?? 'passed').sort()).toEqual(['passed', 'usage_limit']);
    probing = false;
    expect(emulator.modelRequests).toHaveLength(3);
    expect(envelopeOf(await batches.call('run_batch', batch)).job?.state).toBe('succeeded');
    await Promise.all([review, another, elsewhere, batches].map((server) => server.close()));
    await expectNothingLeft(stage);
  } finally {
    await stage.close();
  }
});

test.concurrent('a breaker that faults of reviews opened leaves batches alone; one probe closes it after its time', async () => {
  let probing = false;
  const reply = () => (probing ? { delay_ms: probeMs } : undefined);
  const stage = await setStage({ retries: { attempts: 1 }, emulator: { reply } });
  const { emulator } = stage;
  try {
    emulator.fail({ fault: 'server_error' });
    const [review, another, batches] = await Promise.all([
      startServer(stage, 'review'),
      startServer(stage, 'review'),
      startServer(stage, 'batch'),
    ]);
    const failed = await Promise.all(Array.from({ length: 5 }, () => startReview(review, 60)));
    expect(failed.map(({ error }) => error?.code)).toEqual(Array(5).fill('upstream_failed'));
    emulator.heal();
    // A busy machine may take longer to ask again than the breaker stays open.
    await openUntil(stage, Date.now() + 600_000);
    const { error } = await startReview(another, 60);
    expect(error).toMatchObject({ code: 'circuit_open', message: expect.stringContaining('500') });
    expect(Date.parse(error?.retry_at ?? '')).toBeGreaterThan(Date.now());
    expect(emulator.modelRequests).toHaveLength(5);
    expect(envelopeOf(await batches.call('run_batch', batch)).job?.state).toBe('succeeded');
    expect(emulator.modelRequests).toHaveLength(6);

    await openUntil(stage, Date.now());
    probing = true;
    const both = await Promise.all([review, another].map((server) => startReview(server, 60)));
    expect(both.map(({ error: why }) => why?.code ?? 'passed').sort()).toEqual(['circuit_open', 'passed']);
    probing = false;
    expect((await startReview(another, 60)).job?.state).toBe('succeeded');
    expect(emulator.modelRequests).toHaveLength(8);
    await Promise.all([review, another, batches].map((server) => server.close()));
    await expectNothingLeft(stage);
  } finally {
    await stage.close();
  }
});
