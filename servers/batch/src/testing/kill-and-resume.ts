import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '@codex-pro/jobs';
import { expect } from 'vitest';
import { type BatchStage, setBatchStage, shout } from './batch-stage.ts';

export interface KillPlan {
  readonly chunks: number;
  /** Of the delays before each kill; a failure can be played again. */
  readonly seed: number;
  /** The longest delay, in milliseconds. */
  readonly within: number;
  readonly mostKills: number;
}

const concurrency = 4;

/**
 * Runs a batch and kills its worker at random moments until it ended, then holds the outputs and the backend's own
 * ledger against what must be: everything there and right, nothing paid twice but what was in flight. Returns the
 * number of kills.
 */
export async function killAndResume({ chunks, seed, within, mostKills }: KillPlan): Promise<number> {
  await using stage = await setBatchStage({ reply: shout, latency: { headers: 15 }, record: 'all' });
  const rows = Array.from({ length: chunks }, (_, at) =>
    JSON.stringify({ id: `r${at}`, say: `This is what chapter ${at} says.` }),
  );
  await stage.put('rows.jsonl', `${rows.join('\n')}\n`);
  const { jobId } = await stage.run({
    source: 'rows.jsonl',
    prompt: '{{say}}',
    output_pattern: '{{id}}.txt',
    concurrency,
    wait_seconds: 0,
  });
  const random = randomOf(seed);
  let kills = 0;
  for (;;) {
    const job = await stage.jobs.find(jobId);
    if (job.state === 'succeeded') break;
    expect(['queued', 'running', 'lost'], `${job.error?.message}`).toContain(job.state);
    if (job.state === 'lost') {
      // The first death is answered by the batch itself.
      expect(kills).toBeGreaterThan(1);
      await stage.jobs.retry(jobId);
    }
    const { pid } = await untilRunning(stage, jobId);
    await sleep(random() * within);
    if (
      kills < mostKills &&
      pid !== null &&
      isAlive(pid) &&
      (await stage.jobs.find(jobId)).state === 'running'
    ) {
      process.kill(pid, 'SIGKILL');
      kills += 1;
    }
  }
  for (let at = 0; at < chunks; at += 1) {
    expect(await stage.read(`codex-batch/rows/r${at}.txt`)).toBe(`SAID: CHAPTER ${at}\n`);
  }
  const manifest = await stage.manifest('codex-batch/rows');
  expect(manifest.map(({ state }) => state)).toEqual(Array.from({ length: chunks }, () => 'done'));
  expect(new Set(manifest.map(({ id }) => id)).size).toBe(chunks);
  expect(stage.emulator.ledger.completed).toBeGreaterThanOrEqual(chunks);
  expect(stage.emulator.ledger.completed).toBeLessThanOrEqual(chunks + kills * concurrency);
  const result = (await stage.jobs.result(jobId)) as { batch: unknown };
  expect(result.batch).toMatchObject({ total: chunks, done: chunks, failed: 0, skipped: 0, remaining: 0 });
  return kills;
}

async function untilRunning(stage: BatchStage, jobId: string): Promise<Job> {
  const until = performance.now() + 30_000;
  for (;;) {
    const job = await stage.jobs.find(jobId);
    if (job.state !== 'queued') return job;
    if (performance.now() > until) throw new Error(`Job ${jobId} stays queued.`);
    await sleep(10);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // It ended in between.
    return false;
  }
}

/** Mulberry32: small, and the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
