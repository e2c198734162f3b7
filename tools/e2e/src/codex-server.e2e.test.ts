import { afterEach, beforeAll, expect } from 'vitest';
import { type CodexHost, type CodexHostOptions, startCodexHost } from './codex-host.ts';
import { hostProgram } from './host-program.ts';
import { plantedAnswer } from './planted-change.ts';
import { serverProcess } from './server-process.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('codex');

const patience = { timeout: 120_000, interval: 50 };

beforeAll(() => hostProgram('codex'), 400_000);

const running: CodexHost[] = [];
afterEach(async () => {
  for (const host of running.splice(0)) await host.close();
});

async function start(options: CodexHostOptions): Promise<CodexHost> {
  const host = await startCodexHost(options);
  running.push(host);
  return host;
}

const planted = { scenario: { replies: [{ json: plantedAnswer }] } };
const slow = { ...planted, latency: { headers: 9_000 } };
/** Longer than any test: only its end ends it. */
const held = { ...planted, latency: { headers: 100_000 } };
const review = {
  server: 'review',
  call: { name: 'review', arguments: { depth: 'quick', wait_seconds: 100 } },
} as const;

/** The only job that there is. */
async function onlyJob(host: CodexHost): Promise<{ readonly id: string; readonly state: string }> {
  const { jobs } = (await host.jobs('list-jobs')) as {
    readonly jobs: readonly { id: string; state: string }[];
  };
  const [job] = jobs;
  if (job === undefined || jobs.length > 1) throw new Error(`There are ${jobs.length} jobs.`);
  return job;
}

test('a review that is called in the real Codex brings its findings to the model, tied to the right line', async () => {
  const host = await start({ ...review, ours: planted });
  await host.exec('Have my change reviewed.');
  expect(host.toldModel()).toContain('An overdraft is silently ignored');
  expect(host.toldModel().replaceAll('\\', '')).toContain('"line_start":2');
  expect(host.ours.violations).toEqual([]);
});

test('a call that Codex gives up leaves the review running, and its result is there later', async () => {
  const host = await start({ ...review, ours: slow, toolSeconds: 4 });
  await host.exec('Have my change reviewed.');
  expect(host.toldModel()).toMatch(/timed out/i);
  const { id } = await onlyJob(host);
  expect(JSON.stringify(await host.jobs('wait-for-job', id))).toContain('An overdraft is silently ignored');
});

test('a turn that is interrupted leaves the review running, since Codex says no more than at a time-out, and cancel_job ends it', async () => {
  const host = await start({ ...review, ours: held });
  const thread = await host.open();
  try {
    await thread.say('Have my change reviewed.');
    await expect.poll(() => host.ours.openRequests, patience).toBe(1);
    await thread.interrupt();
    const { id, state } = await onlyJob(host);
    expect(state).not.toBe('cancelled');
    expect(await host.jobs('cancel-job', id)).toMatchObject({ job: { id, state: 'cancelled' } });
    await expect.poll(() => host.ours.openRequests, patience).toBe(0);
    expect(host.ours.modelRequests).toMatchObject([{ aborted: true }]);
  } finally {
    await thread.close();
  }
});

test('with jobs.on_host_cancel set to cancel, a turn that is interrupted ends the review', async () => {
  const host = await start({ ...review, ours: held, profile: { jobs: { on_host_cancel: 'cancel' } } });
  const thread = await host.open();
  try {
    await thread.say('Have my change reviewed.');
    await expect.poll(() => host.ours.openRequests, patience).toBe(1);
    await thread.interrupt();
    await expect.poll(async () => (await onlyJob(host)).state, patience).toBe('cancelled');
    expect(host.ours.modelRequests).toMatchObject([{ aborted: true }]);
  } finally {
    await thread.close();
  }
});

test('the server is killed in the middle of a call: Codex says so to its model, and the review goes on', async () => {
  const host = await start({ ...review, ours: slow });
  const thread = await host.open();
  try {
    await thread.say('Have my change reviewed.');
    await expect.poll(() => host.ours.openRequests, patience).toBe(1);
    process.kill(serverProcess('review', host.home), 'SIGKILL');
    await expect.poll(() => host.toldModel(), patience).toMatch(/transport/i);
    const { id } = await onlyJob(host);
    expect(JSON.stringify(await host.jobs('wait-for-job', id))).toContain('An overdraft is silently ignored');
  } finally {
    await thread.close();
  }
});

test.each([
  ['is refused until it is approved', false, /approval/],
  ['is answered once it is approved', true, /There is no job that ended/],
])('a tool that changes something %s', async (_, approve, told) => {
  const host = await start({ server: 'jobs', call: { name: 'prune_jobs', arguments: {} }, approve });
  await host.exec('Tidy up.');
  expect(host.toldModel()).toMatch(told);
});
