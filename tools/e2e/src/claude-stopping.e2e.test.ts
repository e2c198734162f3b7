import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { ClaudeSession } from './claude-session.ts';
import { allowing, type ClaudeStage, setClaudeStage } from './claude-stage.ts';
import { plantedAnswer } from './planted-change.ts';
import { type PlannedCall, toolOf } from './scripted-calls.ts';
import { serverProcess } from './server-process.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('claude');

const patience = { timeout: 120_000, interval: 50 };
const review: PlannedCall = {
  tool: toolOf('review', 'review'),
  input: { scope: 'working-tree', depth: 'quick', wait_seconds: 90 },
};
const listJobs: PlannedCall = { tool: toolOf('jobs', 'list_jobs'), input: {} };
/** Waits for the newest job that the list before it shows. */
const waitForNewest: PlannedCall = {
  tool: toolOf('jobs', 'wait_for_job'),
  input: (earlier) => ({ job_id: JSON.parse(earlier.at(-1) ?? '').jobs[0].id, wait_seconds: 60 }),
};

let stage: ClaudeStage;
const sessions: ClaudeSession[] = [];
beforeAll(async () => {
  stage = await setClaudeStage({ emulator: {} });
}, 400_000);
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.hangUp();
});
afterAll(() => stage?.close());

/** How long the backend takes for each answer from now on. */
function holdAnswers(ms: number): void {
  stage.emulator.play({ replies: [{ json: plantedAnswer, delay_ms: ms }] });
}

async function openSession(): Promise<ClaudeSession> {
  const { claude, repository, env } = stage;
  const session = await claude.open(allowing(['review', 'jobs']), repository, env);
  sessions.push(session);
  return session;
}

async function newestJob(): Promise<Readonly<Record<string, unknown>>> {
  const { jobs } = await stage.terminal('jobs', 'list-jobs');
  return (jobs as Record<string, unknown>[])[0] ?? {};
}

test('Esc in a session ends the review that runs, its processes, and its request to the backend', async () => {
  holdAnswers(100_000);
  const session = await openSession();
  stage.plan(review);
  await session.say('Have my change reviewed.');
  await expect.poll(() => stage.emulator.openRequests, patience).toBe(1);
  await session.seen('esc to interrupt');
  session.pressEscape();
  await session.seen('Interrupted');
  await expect.poll(newestJob, patience).toMatchObject({ state: 'cancelled' });
  expect(stage.emulator.modelRequests.at(-1)).toMatchObject({ aborted: true });
  expect(stage.emulator.openRequests).toBe(0);
});

test("a time-out of the host's own gives the call up and not the review: the next session fetches the result", async () => {
  holdAnswers(9_000);
  stage.plan(review);
  await stage.ask('Have my change reviewed.', { env: { MCP_TOOL_TIMEOUT: '4000' } });
  expect(stage.answers()).toEqual([expect.stringMatching(/timed out/i)]);
  expect((await newestJob())['state']).not.toBe('cancelled');

  stage.plan(listJobs, waitForNewest);
  expect(await stage.ask('What came of it?')).toContain('An overdraft is silently ignored');
  expect(stage.emulator.modelRequests.at(-1)).toMatchObject({ aborted: false });
});

test('a server that is killed in the middle of a call is there again at the next, and the review has gone on', async () => {
  const preview: PlannedCall = {
    tool: review.tool,
    input: { scope: 'working-tree', depth: 'quick', dry_run: true },
  };
  holdAnswers(6_000);
  const before = stage.emulator.modelRequests.length;
  stage.plan(review, preview, listJobs, waitForNewest);
  const asked = stage.ask('Have my change reviewed.');
  await expect.poll(() => stage.emulator.openRequests, patience).toBe(1);
  process.kill(serverProcess('review', stage.folder), 'SIGKILL');
  expect(await asked).toContain('An overdraft is silently ignored');

  const [killed, shown] = stage.answers();
  expect(killed).toMatch(/connection closed/i);
  expect(JSON.parse(shown ?? '')).toMatchObject({ job: null, dry_run: {} });
  expect(stage.emulator.modelRequests).toHaveLength(before + 1);
});

test('a server that is killed while nobody calls it is there again at the next call', async () => {
  const killed: PlannedCall = {
    tool: listJobs.tool,
    input: async () => {
      process.kill(serverProcess('jobs', stage.folder), 'SIGKILL');
      // A call that is sent before the host has noticed fails as one in flight does.
      await sleep(1_000);
      return {};
    },
  };
  stage.plan(listJobs, killed);
  await stage.ask('Which jobs are there?');
  const [before, after] = stage.answers();
  expect(JSON.parse(after ?? '')).toEqual(JSON.parse(before ?? ''));
});
