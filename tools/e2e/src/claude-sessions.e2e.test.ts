import { afterAll, beforeAll, expect } from 'vitest';
import { allowing, type ClaudeStage, setClaudeStage } from './claude-stage.ts';
import { plantedAnswer } from './planted-change.ts';
import { type PlannedCall, toolOf } from './scripted-calls.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('claude');

const patience = { timeout: 120_000, interval: 50 };
const heldMs = 8_000;
const review = (waitSeconds: number): PlannedCall => ({
  tool: toolOf('review', 'review'),
  input: { scope: 'working-tree', depth: 'quick', wait_seconds: waitSeconds },
});

let stage: ClaudeStage;
beforeAll(async () => {
  stage = await setClaudeStage({
    emulator: { scenario: { replies: [{ json: plantedAnswer, delay_ms: heldMs }] } },
  });
}, 400_000);
afterAll(() => stage?.close());

test('the terminal is closed in the middle of a review, and /codex-pro:result in a new session brings it', async () => {
  const { claude, repository, env, emulator } = stage;
  const session = await claude.open(allowing(['review']), repository, env);
  try {
    stage.plan(review(90));
    await session.say('Have my change reviewed.');
    await expect.poll(() => emulator.openRequests, patience).toBe(1);
  } finally {
    await session.hangUp();
  }
  await expect.poll(() => emulator.openRequests, patience).toBe(0);
  expect(emulator.modelRequests).toMatchObject([{ aborted: false }]);

  stage.plan({ tool: toolOf('jobs', 'get_result'), input: { latest: 'review' } });
  await expect
    .poll(() => stage.ask('/codex-pro:result review', { allowed: [] }), { ...patience, interval: 500 })
    .toContain('An overdraft is silently ignored');
});

test('of two sessions in one workspace one ends, and the review of the other goes on, as does its own', async () => {
  const { emulator } = stage;
  emulator.play({ replies: [{ json: plantedAnswer, delay_ms: 25_000 }] });
  const before = emulator.modelRequests.length;
  stage.plan(review(90));
  let over = false;
  const waiting = stage.ask('Have my change reviewed.').finally(() => {
    over = true;
  });
  await expect.poll(() => emulator.openRequests, patience).toBe(1);
  stage.plan(review(0));
  const brief = await stage.ask('Have my change reviewed, I am off.');
  expect(brief).toMatch(/"state":"(queued|running)"/);
  expect(over).toBe(false);

  expect(await waiting).toContain('An overdraft is silently ignored');
  await expect
    .poll(async () => (await stage.terminal('jobs', 'list-jobs'))['jobs'], patience)
    .toMatchObject([{ state: 'succeeded' }, { state: 'succeeded' }, { state: 'succeeded' }]);
  const asked = emulator.modelRequests.slice(before);
  expect(asked).toMatchObject([{ aborted: false }, { aborted: false }]);
});
