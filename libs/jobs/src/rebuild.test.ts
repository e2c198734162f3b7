import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readProcStat } from './process-identity.ts';
import { sampleCall } from './testing/sample-call.ts';
import { sampleJob, sampleWorker } from './testing/sample-job.ts';
import { openTestStore } from './testing/test-store.ts';
import { eventually, openToyJobs } from './testing/toy-jobs.ts';
import { toySubmission } from './testing/toy-submission.ts';

const damages: readonly [string, (database: string) => void][] = [
  ['was overwritten', (database) => writeFileSync(database, 'this is no database'.repeat(1_000))],
  ['was cut in half', (database) => truncateSync(database, readFileSync(database).length / 2)],
  ['was emptied', (database) => truncateSync(database, 0)],
  ['was deleted', (database) => rmSync(database)],
];

describe('a database that', () => {
  test.each(damages)('%s is rebuilt from the job folders', async (_, damage) => {
    const { home, jobs, submit, end } = openToyJobs();
    const succeeded = await end((await submit()).id);
    const failed = await end((await submit({ behave: 'bad input' })).id);
    // What a worker still holds open would heal the damage: its log plays back every page.
    await eventually(() => [succeeded, failed].every(({ pid }) => readProcStat(pid ?? 0) === null));
    jobs.close();
    damage(join(home, 'jobs.db'));
    const after = openToyJobs({ home, workers: 0 });
    const list = (await after.jobs.list({})).jobs;
    expect(list.map(({ id }) => id).toSorted()).toEqual([succeeded.id, failed.id].toSorted());
    expect(await after.jobs.find(succeeded.id)).toMatchObject({
      state: 'succeeded',
      attempts: 1,
      summary: 'It worked.',
      endedAt: succeeded.endedAt,
    });
    expect(await after.jobs.result(succeeded.id)).toMatchObject({ job: { id: succeeded.id } });
    expect((await after.jobs.find(failed.id)).state).toBe('lost');
    expect((await after.submit()).state).toBe('queued');
  });

  test('was damaged is kept under another name', async () => {
    const { home, jobs, submit } = openToyJobs({ workers: 0 });
    await submit();
    jobs.close();
    const content = 'this is no database'.repeat(1_000);
    writeFileSync(join(home, 'jobs.db'), content);
    await openToyJobs({ home, workers: 0 }).jobs.list({});
    const [aside] = readdirSync(home).filter((name) => name.startsWith('jobs.db.damaged-'));
    expect(readFileSync(join(home, aside ?? ''), 'utf8')).toBe(content);
  });

  test('was cut at its end keeps the ledger that can still be read', async () => {
    const at = openTestStore();
    await at.queue.enqueue(sampleJob('toy-22222222'));
    const { owner } = (await at.queue.claim('toy-22222222', sampleWorker)) ?? { owner: '' };
    const calls = Array.from({ length: 500 }, (_, i) => sampleCall(String(i)));
    await at.store.record(
      'toy-22222222',
      owner,
      calls.map((call) => ({ type: 'call', call })),
    );
    at.close();
    const database = join(at.home, 'jobs.db');
    truncateSync(database, readFileSync(database).length - 8 * 4_096);
    const after = openTestStore({ home: at.home });
    expect(after.store.running()).toEqual([]);
    const { attempts } = after.store.usage({ since: 0 }).total;
    expect(attempts).toBeGreaterThan(100);
    expect(attempts).toBeLessThan(501);
    expect(readdirSync(at.home).some((name) => name.startsWith('jobs.db.damaged-'))).toBe(true);
  });

  test('is damaged while a worker runs leaves that worker and its result alone', async () => {
    const { home, jobs, submit, end } = openToyJobs();
    const { id } = await submit({ ms: 1_500 });
    await eventually(async () => (await jobs.find(id)).phase === 'waiting for the model');
    writeFileSync(join(home, 'jobs.db'), 'this is no database'.repeat(1_000));
    const ended = await end(id);
    expect(ended).toMatchObject({ state: 'succeeded', attempts: 1 });
  });

  test('is rebuilt starts what was waiting, but not what had been cancelled', async () => {
    const { home, jobs, submit } = openToyJobs({ workers: 0 });
    const cancelled = await submit();
    await jobs.cancel(cancelled.id);
    const waiting = await submit();
    jobs.close();
    rmSync(join(home, 'jobs.db'));
    const after = openToyJobs({ home });
    expect((await after.end(waiting.id)).state).toBe('succeeded');
    expect(await after.jobs.find(cancelled.id)).toMatchObject({ state: 'cancelled', attempts: 0 });
  });

  test('is rebuilt runs nothing again that had ended, though such work goes on by itself when its worker dies', async () => {
    const { home, jobs, submit, end } = openToyJobs();
    const start = { ...toySubmission().start, resumes: true } as const;
    const failed = await end((await submit({ behave: 'bad input' }, { start })).id);
    await eventually(() => readProcStat(failed.pid ?? 0) === null);
    jobs.close();
    rmSync(join(home, 'jobs.db'));
    const after = openToyJobs({ home, workers: 0 });
    expect(await after.jobs.find(failed.id)).toMatchObject({ state: 'lost', attempts: 1 });
    expect((await after.jobs.retry(failed.id)).state).toBe('queued');
  });

  test('is rebuilt without what somebody made of the files of other jobs', async () => {
    const { home, jobs, submit, end } = openToyJobs();
    const odd = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(async () => end((await submit()).id)));
    const whole = await end((await submit()).id);
    await eventually(() => odd.every(({ pid }) => readProcStat(pid ?? 0) === null));
    jobs.close();
    const [a = whole, b = whole, c = whole, d = whole, e = whole] = odd;
    rewrite(
      join(home, 'jobs', whole.id, 'result.json'),
      '"summary": "',
      `"summary": "${'x'.repeat(3_000_000)}`,
    );
    rewrite(join(home, 'jobs', a.id, 'request.json'), '"createdAt": ', '"createdAt": 0.5');
    rewrite(join(home, 'jobs', b.id, 'request.json'), '"limitMs": ', '"limitMs": 1e300');
    rewrite(join(home, 'jobs', c.id, 'worker.json'), '"startedAt":', '"startedAt":0.5');
    rmSync(join(home, 'jobs', d.id, 'worker.json'));
    rewrite(join(home, 'jobs', d.id, 'result.json'), '"attempts": ', '"attempts": 1.5');
    writeFileSync(join(home, 'jobs', e.id, 'request.json'), '[]');
    rmSync(join(home, 'jobs.db'));
    const after = openToyJobs({ home, workers: 0 });
    const states = new Map((await after.jobs.list({})).jobs.map(({ id, state }) => [id, state]));
    expect(states).toEqual(
      new Map([
        [whole.id, 'succeeded'],
        [c.id, 'succeeded'],
        [d.id, 'queued'],
      ]),
    );
    expect((await after.jobs.find(whole.id)).summary?.length).toBeLessThanOrEqual(2_000);
  });

  test('is rebuilt skips folders that hold no readable request', async () => {
    const { home, jobs, submit } = openToyJobs({ workers: 0 });
    const whole = await submit();
    const broken = await submit();
    jobs.close();
    writeFileSync(join(home, 'jobs', broken.id, 'request.json'), '{"schema":"codex-pro-req');
    rmSync(join(home, 'jobs.db'));
    const after = openToyJobs({ home, workers: 0 });
    expect((await after.jobs.list({})).jobs.map(({ id }) => id)).toEqual([whole.id]);
    expect(readdirSync(join(home, 'jobs'))).toContain(broken.id);
  });
});

function rewrite(path: string, name: string, wanted: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(new RegExp(`${name}[\\d.]*`), wanted));
}
