import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ownIdentity, ownViewpoint, type ProcessIdentity, readProcStat } from './process-identity.ts';
import { sampleJob } from './testing/sample-job.ts';
import { openTestStore, type TestStore } from './testing/test-store.ts';
import { heartbeatMs, leaseMs, overdueGraceMs, stalledAfterMs } from './timings.ts';

const id = 'toy-22222222';

async function runningAs(identity: ProcessIdentity, at: TestStore = openTestStore()) {
  await at.queue.enqueue(sampleJob(id));
  const claim = await at.queue.claim(id, identity);
  const settled = async () => {
    await at.supervisor.settleAll();
    return at.store.find(id).job;
  };
  return { ...at, owner: claim?.owner ?? '', settled };
}

/** A process that only sleeps, the leader of its own group. */
async function sleeper(): Promise<ProcessIdentity> {
  const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const pid = child.pid ?? 0;
  return { pid, started: readProcStat(pid)?.started ?? '', ...ownViewpoint() };
}

const elsewhere = (): ProcessIdentity => ({ ...ownIdentity(), namespace: 'pid:[1]' });

describe('a worker whose process can be looked at', () => {
  test('is shown as stalled when it says nothing, and never lost while its process is there', async () => {
    const { clock, store, settled } = await runningAs(ownIdentity());
    clock.advance(stalledAfterMs);
    expect((await settled()).stalled).toBe(false);
    clock.advance(1);
    expect((await settled()).stalled).toBe(true);
    clock.advance(29_000);
    expect(await settled()).toMatchObject({ state: 'running', stalled: true });
    expect(store.list({}).jobs[0]?.stalled).toBe(true);
  });

  test.each([3_600_000, -3_600_000])('is not touched by a clock that jumps %i ms', async (jump) => {
    const { clock, settled } = await runningAs(ownIdentity());
    clock.jump(jump);
    expect(await settled()).toMatchObject({ state: 'running', stalled: false });
  });

  test('that died is lost, with the reason and what to do', async () => {
    const worker = await sleeper();
    const { settled } = await runningAs(worker);
    expect((await settled()).state).toBe('running');
    process.kill(worker.pid, 'SIGKILL');
    await expect.poll(async () => (await settled()).state).toBe('lost');
    const { error } = await settled();
    expect(error?.code).toBe('worker_lost');
    expect(error?.message).toContain(`pid ${worker.pid}`);
    expect(error?.hint).toContain(`retry_job ${id}`);
  });

  test('whose work goes on from its records is queued again, once, and nobody sees it ended', async () => {
    const at = openTestStore();
    const start = { kind: 'toy', bundle: '/nowhere/toy.mjs', version: '1.0.0', node: process.execPath };
    await at.queue.enqueue(sampleJob(id, { start: { ...start, resumes: true } }));
    for (const [attempt, state] of [
      [1, 'queued'],
      [2, 'lost'],
    ] as const) {
      const worker = await sleeper();
      await at.queue.claim(id, worker);
      process.kill(worker.pid, 'SIGKILL');
      await expect
        .poll(async () => {
          await at.supervisor.settleAll();
          return at.store.find(id).job;
        })
        .toMatchObject({ state, attempts: attempt });
    }
    const states = at.store.events(id, 50).map(({ message }) => message);
    expect(states.filter((message) => message.startsWith('lost'))).toHaveLength(1);
  });

  test('is lost when its pid belongs to another process now, which is left alone', async () => {
    const stranger = await sleeper();
    const { settled } = await runningAs({ ...stranger, started: '1' });
    expect((await settled()).state).toBe('lost');
    expect(readProcStat(stranger.pid)?.state).toBe('S');
  });

  test('is lost when its process is a zombie', async () => {
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 600'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => {
      parent.kill('SIGKILL');
    });
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(String(line));
    const { settled } = await runningAs({
      pid,
      started: readProcStat(pid)?.started ?? '',
      ...ownViewpoint(),
    });
    await expect.poll(() => readProcStat(pid)?.state).toBe('Z');
    expect((await settled()).state).toBe('lost');
  });

  test('that left a complete result has succeeded', async () => {
    const worker = await sleeper();
    const at = openTestStore();
    const { settled } = await runningAs(worker, at);
    writeResult(at, { attempts: 1, ended_at: '2026-11-20T10:00:07.000Z' });
    process.kill(worker.pid, 'SIGKILL');
    await expect.poll(async () => (await settled()).state).toBe('succeeded');
    expect(await settled()).toMatchObject({
      summary: 'It worked.',
      endedAt: Date.parse('2026-11-20T10:00:07Z'),
      error: null,
    });
  });

  test.each([
    ['is cut off', '{"schema":"codex-pro/1","job":{"id":"toy-2222'],
    ['is of an earlier attempt', { attempts: 0, ended_at: '2026-11-20T10:00:07.000Z' }],
    ['is of another job', { id: 'toy-33333333', attempts: 1, ended_at: '2026-11-20T10:00:07.000Z' }],
    ['names no end', { state: 'running', attempts: 1, ended_at: '2026-11-20T10:00:07.000Z' }],
  ])('that left a result which %s is lost', async (_, content) => {
    const at = openTestStore();
    const { settled } = await runningAs({ ...ownIdentity(), started: '1' }, at);
    writeResult(at, content);
    expect((await settled()).state).toBe('lost');
  });

  test('that died after it was asked to stop was cancelled', async () => {
    const at = openTestStore();
    const { queue, settled } = await runningAs({ ...ownIdentity(), started: '1' }, at);
    await queue.requestCancel(id);
    expect(await settled()).toMatchObject({ state: 'cancelled', error: { code: 'cancelled' } });
  });

  test('that is silent long past its deadline is killed', async () => {
    const worker = await sleeper();
    const { clock, settled } = await runningAs(worker);
    clock.advance(60_000 + overdueGraceMs);
    expect((await settled()).state).toBe('running');
    clock.advance(1);
    expect(await settled()).toMatchObject({ state: 'timed_out', error: { code: 'timed_out' } });
    await expect.poll(() => readProcStat(worker.pid)?.state ?? 'gone').toMatch(/Z|gone/);
  });

  test('that beats goes on past its deadline: ending it is its own business', async () => {
    const worker = await sleeper();
    const { clock, queue, owner, settled } = await runningAs(worker);
    clock.advance(3_600_000);
    await queue.extend(id, owner);
    expect((await settled()).state).toBe('running');
  });
});

describe('a worker in another pid namespace', () => {
  test('is lost once its lease has passed without a heartbeat', async () => {
    const { clock, queue, owner, settled } = await runningAs(elsewhere());
    for (let i = 0; i < 30; i++) {
      clock.advance(heartbeatMs);
      await queue.extend(id, owner);
    }
    clock.advance(leaseMs);
    expect(await settled()).toMatchObject({ state: 'running', stalled: true });
    clock.advance(1);
    expect((await settled()).state).toBe('lost');
    expect((await queue.extend(id, owner)).held).toBe(false);
  });

  test.each([3_600_000, -3_600_000])('is not touched by a clock that jumps %i ms', async (jump) => {
    const { clock, settled } = await runningAs(elsewhere());
    clock.jump(jump);
    expect((await settled()).state).toBe('running');
  });

  test('is never signalled: its pid means nothing here', async () => {
    const stranger = await sleeper();
    const { clock, settled } = await runningAs({ ...stranger, namespace: 'pid:[1]' });
    clock.advance(leaseMs + 1);
    expect((await settled()).state).toBe('lost');
    expect(readProcStat(stranger.pid)?.state).toBe('S');
  });
});

test('a worker from before the machine was restarted is lost by the age of its lease', async () => {
  const { clock, settled } = await runningAs({ ...ownIdentity(), boot: 'an earlier boot' });
  expect((await settled()).state).toBe('running');
  clock.advance(leaseMs + 1);
  expect((await settled()).state).toBe('lost');
});

function writeResult(at: TestStore, content: string | Record<string, unknown>): void {
  const folder = join(at.home, 'jobs', id);
  mkdirSync(folder, { recursive: true });
  const envelope = (job: Record<string, unknown>) =>
    JSON.stringify({
      schema: 'codex-pro/1',
      job: { id, state: 'succeeded', ...job },
      summary: 'It worked.',
      error: null,
    });
  writeFileSync(join(folder, 'result.json'), typeof content === 'string' ? content : envelope(content));
}
