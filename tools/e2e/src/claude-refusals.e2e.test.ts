import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { ClaudeSession } from './claude-session.ts';
import { allowing, type ClaudeStage, setClaudeStage } from './claude-stage.ts';
import { plantedAnswer } from './planted-change.ts';
import { type PlannedCall, toolOf } from './scripted-calls.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('claude');

const review: PlannedCall = {
  tool: toolOf('review', 'review'),
  input: { scope: 'working-tree', depth: 'quick', wait_seconds: 90 },
};
const listJobs: PlannedCall = { tool: toolOf('jobs', 'list_jobs'), input: {} };

let stage: ClaudeStage;
const sessions: ClaudeSession[] = [];
beforeAll(async () => {
  stage = await setClaudeStage({ emulator: { scenario: { replies: [{ json: plantedAnswer }] } } });
}, 400_000);
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.hangUp();
});
afterAll(() => stage?.close());

test('a review that nobody has allowed is not made, and the session goes on', async () => {
  stage.plan(review, listJobs);
  expect(await stage.ask('Have my change reviewed.', { allowed: ['jobs'] })).toContain('The tool says');
  const [denied, listed] = stage.answers();
  expect(denied).toMatch(/permission/i);
  expect(JSON.parse(listed ?? '')).toMatchObject({ jobs: [] });
  expect(stage.emulator.requests).toEqual([]);
});

test('a review that the user says no to is not made, and the session goes on', async () => {
  const { claude, repository, env } = stage;
  const args = ['--permission-mode', 'default', ...allowing(['jobs'])];
  const session = await claude.open(args, repository, env);
  sessions.push(session);
  stage.plan(review, listJobs);
  await session.say('Have my change reviewed.');
  await session.seen('Do you want to proceed?');
  session.pressEscape();
  await session.seen('Did not run 1 call');
  await session.say('Which jobs are there, then?');
  await session.seen('The tool says');
  const [denied, listed] = stage.answers();
  expect(denied).toMatch(/rejected|doesn't want/i);
  expect(JSON.parse(listed ?? '')).toMatchObject({ jobs: [] });
  expect(stage.emulator.requests).toEqual([]);
});

test('a rescue that has questions asks the user nothing behind the back of the model: they are in its answer', async () => {
  const question = 'Which of the two sums is meant?';
  stage.emulator.play({
    replies: [{ json: { outcome: 'unclear', summary: 'There are two.', questions: [question] } }],
  });
  stage.plan({
    tool: toolOf('rescue', 'rescue'),
    input: { task: 'Mend the sum.', mode: 'read-only', wait_seconds: 90 },
  });
  const said = await stage.ask('Hand it over.');
  expect(JSON.parse(said.slice(said.indexOf('{')))).toMatchObject({
    job: { state: 'succeeded' },
    rescue: { outcome: 'unclear', questions: [question] },
  });
});
