import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { book, setBatchStage, shout } from './testing/batch-stage.ts';

const args = { source: 'book.md', prompt: 'Say it louder: {{chunk}}' };

test('a dead backend ends it after a handful of calls, and it goes on when the backend is back', async () => {
  await using stage = await setBatchStage({ reply: shout });
  await stage.put('book.md', book(200));
  stage.emulator.fail({ fault: 'server_error' });
  const answer = await stage.run({ ...args, concurrency: 4 });
  expect(answer).toMatchObject({ isError: true, state: 'failed' });
  expect(answer.text).toMatch(/^circuit_open: .* answered with 500/);
  expect(answer.part).toMatchObject({ total: 200, done: 0, failed: 0, remaining: 200 });
  expect(stage.emulator.modelRequests.length).toBeLessThan(40);
  stage.emulator.heal();
  await stage.jobs.reset();
  expect((await stage.run(args)).part).toMatchObject({ done: 200, remaining: 0 });
});

test('a usage limit ends it as usage_limit, and retry_job goes on where it was', async () => {
  await using stage = await setBatchStage({ reply: shout });
  await stage.put('book.md', book(40));
  const resetsAt = Math.floor(Date.now() / 1000) + 3_600;
  stage.emulator.fail({
    fault: 'usage_limit',
    on: Array.from({ length: 100 }, (_, at) => at + 20),
    resets_at: resetsAt,
  });
  const answer = await stage.run({ ...args, concurrency: 4 });
  expect(answer.text).toMatch(/^usage_limit: /);
  expect(answer.structured).toMatchObject({ error: { retry_at: new Date(resetsAt * 1000).toISOString() } });
  expect(answer.part).toMatchObject({ failed: 0, done: 19, remaining: 21 });
  stage.emulator.heal();
  await stage.jobs.reset();
  const before = stage.emulator.ledger.completed;
  await stage.jobs.retry(answer.jobId);
  const signal = new AbortController().signal;
  expect(await stage.jobs.wait(answer.jobId, { waitMs: 30_000, signal })).toMatchObject({
    state: 'succeeded',
    attempts: 2,
  });
  expect(stage.emulator.ledger.completed - before).toBe(21);
  expect(await stage.jobs.result(answer.jobId)).toMatchObject({
    batch: { done: 40, skipped: 0, remaining: 0 },
  });
});

test('a usage limit that resets soon is waited for within max_minutes', async () => {
  await using stage = await setBatchStage({ reply: shout });
  await stage.put('book.md', book(12));
  stage.emulator.fail({ fault: 'usage_limit', on: 6, resets_at: Math.ceil(Date.now() / 1000) + 2 });
  const answer = await stage.run({ ...args, concurrency: 2, max_minutes: 5 });
  expect(answer).toMatchObject({ isError: false, state: 'succeeded' });
  expect(answer.part).toMatchObject({ done: 12, failed: 0 });
});

test('at a closed gate or an open breaker no job is recorded, unless it would wait, or has nothing to send', async () => {
  await using stage = await setBatchStage({ reply: shout });
  await stage.put('book.md', book(6));
  await stage.put('done.md', book(2));
  await stage.run({ ...args, source: 'done.md' });
  const resetsAt = Math.ceil(Date.now() / 1000) + 8;
  stage.emulator.fail({ fault: 'usage_limit', on: 1, resets_at: resetsAt });
  expect((await stage.run({ ...args, concurrency: 1 })).text).toMatch(/^usage_limit: /);
  const sent = stage.emulator.modelRequests.length;
  const refused = await stage.run(args);
  expect(refused).toMatchObject({ isError: true, jobId: '' });
  expect(refused.structured).toMatchObject({
    error: { code: 'usage_limit', retry_at: new Date(resetsAt * 1000).toISOString() },
  });
  expect((await stage.run({ ...args, source: 'done.md' })).part).toMatchObject({ skipped: 2, remaining: 0 });
  expect(stage.emulator.modelRequests).toHaveLength(sent);
  const waited = await stage.run({ ...args, max_minutes: 2 });
  expect(waited.part).toMatchObject({ done: 6, remaining: 0 });

  stage.emulator.fail({ fault: 'server_error' });
  await stage.put(
    'more.md',
    book(30, (at) => `This is what chapter ${at + 100} says.`),
  );
  expect(await stage.run({ ...args, source: 'more.md', concurrency: 4 })).toMatchObject({ state: 'failed' });
  expect(await stage.run({ ...args, source: 'more.md' })).toMatchObject({
    isError: true,
    jobId: '',
    text: expect.stringMatching(/^circuit_open: .* answered with 500/),
  });
});

test('429s slow it down and cost no chunk an attempt', async () => {
  await using stage = await setBatchStage({ reply: shout });
  await stage.put('book.md', book(40));
  stage.emulator.fail({ fault: 'rate_limited', on: Array.from({ length: 12 }, (_, at) => 3 * at + 3) });
  const answer = await stage.run(args);
  expect(answer.part).toMatchObject({ done: 40, failed: 0 });
  expect(stage.emulator.modelRequests).toHaveLength(52);
  const manifest = await stage.manifest('codex-batch/book');
  expect(manifest.map(({ attempts }) => attempts)).toEqual(Array.from({ length: 40 }, () => 1));
});

test('cancelled in the middle it keeps what it has, and the same batch again sends the rest', async () => {
  await using stage = await setBatchStage({ reply: shout, latency: { headers: 60 } });
  await stage.put('book.md', book(60));
  const { jobId } = await stage.run({ ...args, concurrency: 2, wait_seconds: 0 });
  await expect
    .poll(async () => (await stage.jobs.find(jobId)).progress?.done ?? 0, { timeout: 15_000 })
    .toBeGreaterThan(5);
  expect(await stage.jobs.cancel(jobId)).toMatchObject({ state: 'cancelled' });
  const result = (await stage.jobs.result(jobId)) as { batch: { done: number; remaining: number } };
  expect(result.batch.done).toBeGreaterThan(5);
  expect(result.batch.done + result.batch.remaining).toBe(60);
  const again = await stage.run(args);
  expect(again.part).toMatchObject({
    skipped: result.batch.done,
    done: result.batch.remaining,
    remaining: 0,
  });
});

test('two batches do not write to one folder at once', async () => {
  await using stage = await setBatchStage({ reply: shout, latency: { headers: 100 } });
  await stage.put('book.md', book(60));
  const first = await stage.run({ ...args, concurrency: 2, wait_seconds: 0 });
  await expect
    .poll(async () => (await stage.jobs.find(first.jobId)).progress?.done ?? 0, { timeout: 15_000 })
    .toBeGreaterThan(1);
  const second = await stage.run(args);
  expect(second.text).toMatch(new RegExp(`^input_invalid: The batch ${first.jobId} is writing to `));
  await stage.jobs.cancel(first.jobId);
});

test('the key is in no file that a batch leaves', async () => {
  await using stage = await setBatchStage({ reply: shout });
  await stage.put('book.md', book(3));
  const { jobId, part } = await stage.run(args);
  for (const folder of [part.output_dir, stage.jobs.folder(jobId)]) {
    expect(() => execFileSync('grep', ['-rq', 'emulator-key', folder])).toThrow();
  }
});
