import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStage } from '../testing/stage.ts';

const id = (job: unknown) => (job as { id: string }).id;

test('a list shows the jobs of the project, newest first, and pages go on where the last one ended', async () => {
  const { ask, submit, end } = openStage();
  const first = await submit();
  await end(first.id);
  const second = await submit({ fails: true });
  await end(second.id);
  await end((await submit({}, { workspace: '/elsewhere' })).id);

  const page = await ask('list_jobs', { limit: 1 });
  expect(page).toMatchObject({ jobs: [{ id: second.id, state: 'failed', error: { code: 'usage_limit' } }] });
  expect(page['summary']).toBe('1 job on this page: 1 failed.');
  const next = await ask('list_jobs', { limit: 1, cursor: page['next_cursor'] });
  expect(next).toMatchObject({
    jobs: [{ id: first.id, state: 'succeeded', run_seconds: expect.any(Number) }],
    next_cursor: null,
  });

  expect((await ask('list_jobs', { all_workspaces: true }))['jobs']).toHaveLength(3);
  expect((await ask('list_jobs', { state: 'failed' }))['jobs']).toHaveLength(1);
  expect((await ask('list_jobs', { kind: 'review' }))['summary']).toBe('No jobs.');
  expect((await ask('list_jobs', { since: '1h' }))['jobs']).toHaveLength(2);
  expect((await ask('list_jobs', { since: '2999-01-01' }))['jobs']).toHaveLength(0);
});

test('a list is narrowed to the session of the host, and says so where the host names none', async () => {
  const { ask, call, submit } = openStage({ CLAUDE_CODE_SESSION_ID: 'mine' });
  const own = await submit({}, { session: 'mine' });
  await submit({}, { session: 'another' });
  expect(((await ask('list_jobs', { session: 'current' }))['jobs'] as unknown[]).map(id)).toEqual([own.id]);
  const elsewhere = await openStage().call('list_jobs', { session: 'current' });
  expect(elsewhere).toMatchObject({ isError: true, text: expect.stringContaining('names no session') });
  const wrong = await call('list_jobs', { since: 'yesterday' });
  expect(wrong).toMatchObject({
    isError: true,
    text: expect.stringMatching(/^input_invalid: since must be/),
  });
});

test('a list that would be too long for an answer has fewer jobs and a cursor', async () => {
  const { ask, submit, jobs } = openStage();
  const long = '/a-long-path'.repeat(300);
  for (let count = 0; count < 16; count += 1) await submit({}, { workspace: long, needsKey: true });
  const page = await ask('list_jobs', { all_workspaces: true });
  expect(JSON.stringify(page).length).toBeLessThanOrEqual(40_000);
  expect(page['next_cursor']).not.toBeNull();
  const rest = await ask('list_jobs', { all_workspaces: true, cursor: page['next_cursor'] });
  expect([...(page['jobs'] as unknown[]), ...(rest['jobs'] as unknown[])].map(id)).toEqual(
    (await jobs.list({ limit: 100 })).jobs.map(id),
  );
});

test('a running job is shown as it stands: what it does, its sign of life, what can be done', async () => {
  const { ask, submit, jobs } = openStage();
  const { id } = await submit({ ms: 30_000 });
  await expect.poll(async () => (await jobs.find(id)).phase, { timeout: 10_000 }).toBe('counting');
  // The ledger is written behind the work.
  await expect.poll(async () => (await jobs.usage({ since: 0 })).total.requests, { timeout: 10_000 }).toBe(1);
  const shown = await ask('get_job', { job_id: id.slice(0, 7) });
  expect(shown).toMatchObject({
    summary: `Job ${id} (toy) is running: counting (3 of 12).`,
    job: {
      state: 'running',
      stalled: false,
      phase: 'counting',
      progress: { done: 3, total: 12 },
      limit_seconds: 60,
    },
    usage: { requests: 1, input_tokens: 1_000, cost_usd: 0.25 },
    heartbeat_age_seconds: expect.any(Number),
    limits: null,
  });
  expect(shown['events']).toContainEqual(expect.objectContaining({ type: 'phase', message: 'counting' }));

  const waited = await ask('wait_for_job', { job_id: id, wait_seconds: 0 });
  expect(waited).toMatchObject({ ended: false, result: null });

  expect(await ask('cancel_job', { job_id: id })).toMatchObject({
    summary: `Job ${id} is cancelled, and its processes are gone.`,
    job: { state: 'cancelled' },
  });
  expect((await ask('cancel_job', { job_id: id }))['summary']).toContain('had already ended: cancelled');
});

test('waiting ends with the job and brings its result', async () => {
  const { ask, submit } = openStage();
  const { id } = await submit({ ms: 200 });
  const waited = await ask('wait_for_job', { job_id: id, wait_seconds: 20 });
  expect(waited).toMatchObject({
    ended: true,
    job: { state: 'succeeded' },
    limits: { plan: 'plus', source: id, age_seconds: expect.any(Number) },
    result: { schema: 'codex-pro/1', toy: { lines: ['line 0 '.repeat(10)] }, page: { number: 1, of: 1 } },
    next_steps: [`get_result {"job_id": "${id}"}`],
  });
});

test('a wait that the host cancels leaves the job alone', async () => {
  const { call, submit, jobs } = openStage();
  const { id } = await submit({ ms: 30_000 });
  const host = new AbortController();
  const waiting = call('wait_for_job', { job_id: id }, host.signal);
  setTimeout(() => host.abort('the user'), 100);
  expect(await waiting).toMatchObject({
    isError: true,
    text: expect.stringContaining('the job itself goes on'),
  });
  expect((await jobs.find(id)).endedAt).toBeNull();
});

test('a result is found by id, by prefix, as the latest of its kind, and in pages where it is long', async () => {
  const { ask, call, submit, end } = openStage();
  const short = await submit();
  await end(short.id);
  const long = await submit({ lines: 2_000 });
  await end(long.id);
  expect(await ask('get_result', { job_id: short.id.slice(0, 8) })).toMatchObject({ job: { id: short.id } });

  const first = await ask('get_result', { latest: 'toy' });
  const pages = (first['page'] as { of: number }).of;
  expect(first).toMatchObject({
    job: { id: long.id },
    page: { number: 1 },
    next_steps: [`get_result {"job_id": "${long.id}", "page": 2}`],
  });
  expect(pages).toBeGreaterThan(2);
  const lines: unknown[] = [];
  for (let page = 1; page <= pages; page += 1) {
    const shown = await ask('get_result', { job_id: long.id, page });
    expect(JSON.stringify(shown).length).toBeLessThanOrEqual(40_000);
    lines.push(...(shown['toy'] as { lines: unknown[] }).lines);
  }
  expect(lines).toHaveLength(2_000);
  const waited = await ask('wait_for_job', { job_id: long.id });
  expect(JSON.stringify(waited).length).toBeLessThanOrEqual(40_000);
  expect(waited['result']).toEqual(first);

  expect(await call('get_result', { job_id: long.id, page: pages + 1 })).toMatchObject({ isError: true });
  expect(await call('get_result', { latest: 'review' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('There is no review job in'),
  });
  expect(await call('get_result', { latest: 'toy', job_id: long.id })).toMatchObject({ isError: true });
  expect(await call('get_result', { job_id: '../etc' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('is not a job id'),
  });
});

test.each(['[]', '"x"', 'null', '{}', '{"next_steps": []}', '{"job": {"id": 5}}'])(
  'a result file that somebody made %s of is not shown, and its folder is named',
  async (text) => {
    const { ask, submit, end, jobs } = openStage();
    const { id } = await submit();
    await end(id);
    writeFileSync(join(jobs.folder(id), 'result.json'), text);
    const row = {
      job: { id, state: 'succeeded' },
      error: { message: expect.stringContaining('cannot read its result') },
      artifacts: [{ kind: 'folder', path: jobs.folder(id) }],
    };
    expect(await ask('get_result', { job_id: id })).toMatchObject(row);
    expect((await ask('wait_for_job', { job_id: id }))['result']).toMatchObject(row);
    expect(await ask('get_job', { job_id: id })).toMatchObject({ job: { state: 'succeeded' } });
  },
);

test('a job that failed is an answer, and can be retried; one that succeeded cannot', async () => {
  const { ask, call, submit, end } = openStage();
  const bad = await submit({ fails: true });
  await end(bad.id);
  expect(await ask('get_result', { job_id: bad.id })).toMatchObject({
    job: { state: 'failed' },
    error: { code: 'usage_limit' },
  });
  expect(await ask('retry_job', { job_id: bad.id })).toMatchObject({
    summary: `Job ${bad.id} is queued again, for attempt 2; it had ended as failed.`,
  });
  expect((await end(bad.id)).attempts).toBe(2);
  const good = await submit();
  await end(good.id);
  expect(await call('retry_job', { job_id: good.id })).toMatchObject({ isError: true });
});

test('a mistake in the profile keeps nobody from seeing jobs', async () => {
  const { writeFile } = await import('node:fs/promises');
  const { home, ask, submit, end } = openStage();
  const { id } = await submit();
  await end(id);
  await writeFile(`${home}/profile.yaml`, 'review: {depht: quick}\n');
  expect((await ask('list_jobs'))['jobs']).toHaveLength(1);
});
