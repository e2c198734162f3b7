import { afterAll, beforeAll, expect } from 'vitest';
import { type ClaudeStage, setClaudeStage } from './claude-stage.ts';
import { plantedAnswer } from './planted-change.ts';
import { type PlannedCall, toolOf } from './scripted-calls.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('claude');

/** An answer is 21 events: 20 pauses make 130 s. */
const pauseMs = 6_500;

let stage: ClaudeStage;
beforeAll(async () => {
  stage = await setClaudeStage({
    emulator: { scenario: { replies: [{ json: plantedAnswer }] }, latency: { event: pauseMs } },
  });
}, 400_000);
afterAll(() => stage?.close());

interface Answer {
  readonly job: { readonly id: string; readonly started_at: string; readonly ended_at: string };
  readonly next_steps: readonly string[];
}

const read = (answer: string | undefined): Answer => JSON.parse(answer ?? 'null');

test('a review that takes 130 s at the backend gives its id in time, then its result, in one session', async () => {
  const started: PlannedCall = {
    tool: toolOf('review', 'review'),
    // 45 s, what a call waits by default.
    input: { scope: 'working-tree', depth: 'quick' },
  };
  const waited: PlannedCall = {
    tool: toolOf('jobs', 'wait_for_job'),
    input: ([first]) => ({ job_id: read(first).job.id, wait_seconds: 100 }),
  };
  const fetched: PlannedCall = {
    tool: toolOf('jobs', 'get_result'),
    input: ([first]) => ({ job_id: read(first).job.id }),
  };
  stage.plan(started, waited, fetched);
  const said = await stage.ask('/codex-pro:review --codex-only', { limitMs: 400_000 });
  expect(said).toContain('An overdraft is silently ignored');

  const [first, , third] = stage.answers().map(read);
  expect(first).toMatchObject({ job: { state: 'running' } });
  expect(first?.next_steps.join('\n')).toContain(first?.job.id);
  expect(third).toMatchObject({ job: { id: first?.job.id, state: 'succeeded', attempts: 1 } });
  const { started_at = '', ended_at = '' } = third?.job ?? {};
  expect(Date.parse(ended_at) - Date.parse(started_at)).toBeGreaterThanOrEqual(20 * pauseMs);
  expect(stage.emulator.modelRequests).toMatchObject([{ aborted: false }]);
}, 500_000);
