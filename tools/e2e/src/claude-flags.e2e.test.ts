import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type ClaudeStage, setClaudeStage } from './claude-stage.ts';
import { plantedAnswer, plantedChallenge } from './planted-change.ts';
import { toolOf } from './scripted-calls.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('claude');

const done = { outcome: 'done', summary: 'I have looked.', questions: [] };

let stage: ClaudeStage;
beforeAll(async () => {
  stage = await setClaudeStage({ emulator: {} });
  const commit = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid', 'commit', '-qam', 'Planted'];
  for (const args of [['checkout', '-qb', 'feature'], commit]) {
    execFileSync('git', args, { cwd: stage.repository });
  }
}, 400_000);
afterAll(() => stage?.close());

interface Command {
  readonly skill: 'review' | 'adversarial-review' | 'rescue';
  readonly typed: string;
  /** What the page says of these flags. */
  readonly page: readonly string[];
  /** The call that a model makes of it. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** Types a command and has the model make the call; what the page said, and the job's own record of what was asked. */
async function type({ skill, typed, page, input }: Command) {
  const before = stage.model.requests.length;
  const server = skill === 'rescue' ? 'rescue' : 'review';
  stage.plan({ tool: toolOf(server, skill.replace('-', '_')), input });
  await stage.ask(`/codex-pro:${skill} ${typed}`, { allowed: [] });
  const said = JSON.stringify(stage.model.requests[before]?.messages);
  expect(said).toContain(JSON.stringify(`<arguments>\n${typed}\n</arguments>`).slice(1, -1));
  for (const rule of page) expect(said).toContain(JSON.stringify(rule).slice(1, -1));

  const answer = JSON.parse(stage.answers()[0] ?? '');
  const request = join(stage.folder, 'home/jobs', answer.job.id, 'request.json');
  return { answer, recorded: JSON.parse(await readFile(request, 'utf8')).request };
}

test('the flags of /codex-pro:review reach the tool: base, scope, model, effort, focus, and not to wait', async () => {
  stage.emulator.play({ replies: [{ json: plantedAnswer, delay_ms: 500 }] });
  const focus = 'look at "the" $locks, all of \\d+';
  const { answer, recorded } = await type({
    skill: 'review',
    typed: `--background --base main --scope branch --model gpt-5.5 --effort high ${focus}`,
    page: ['`--base main` → `base: "main"`', '`wait_seconds` 100 (0 for `--background`)'],
    input: { wait_seconds: 0, base: 'main', scope: 'branch', model: 'gpt-5.5', effort: 'high', focus },
  });
  expect(answer.job.state).toMatch(/queued|running/);
  expect(recorded.settings).toMatchObject({ model: 'gpt-5.5', effort: 'high', capability: { focus } });
  expect(recorded.request.target).toBe('the branch feature against main (1 file)');
  await expect.poll(() => stage.emulator.modelRequests.length, { timeout: 60_000 }).toBeGreaterThan(0);
  const { body } = stage.emulator.modelRequests[0] ?? {};
  expect(body).toMatchObject({ model: 'gpt-5.5', reasoning: { effort: 'high' } });
});

test.each([
  ['review', '`--codex-only`, `--background` and `--wait`', { json: plantedAnswer }],
  ['adversarial-review', '`--wait` →\n   `wait_seconds: 100`', { json: plantedChallenge }],
] as const)('with --wait /codex-pro:%s has its result in the call', async (skill, rule, reply) => {
  stage.emulator.play({ replies: [reply] });
  const { answer } = await type({
    skill,
    typed: '--wait --base main',
    page: [rule],
    input: { wait_seconds: 100, base: 'main', scope: 'branch', depth: 'quick' },
  });
  expect(answer).toMatchObject({ job: { state: 'succeeded' }, error: null });
});

test.each([
  ['review', { json: plantedAnswer }],
  ['adversarial-review', { json: plantedChallenge }],
] as const)(
  '/codex-pro:%s may wait for a job that its call did not see the end of, without a question',
  async (skill, reply) => {
    stage.emulator.play({ replies: [{ ...reply, delay_ms: 2_000 }] });
    stage.plan(
      {
        tool: toolOf('review', skill.replace('-', '_')),
        input: { base: 'main', scope: 'branch', depth: 'quick', wait_seconds: 0 },
      },
      {
        tool: toolOf('jobs', 'wait_for_job'),
        input: ([first]) => ({ job_id: JSON.parse(first ?? '').job.id, wait_seconds: 60 }),
      },
    );
    const before = stage.model.requests.length;
    await stage.ask(`/codex-pro:${skill} --wait --codex-only`, { allowed: [] });
    expect(JSON.stringify(stage.model.requests[before]?.messages)).toContain(
      "wait_for_job` with the job's id until it has ended",
    );
    const [begun, ended] = stage.answers().map((shown) => JSON.parse(shown));
    expect(begun.job.state).toMatch(/queued|running/);
    expect(ended).toMatchObject({ job: { id: begun.job.id, state: 'succeeded' } });
  },
);

test('/codex-pro:rescue --fresh --background begins a thread, and --resume --wait goes on with it', async () => {
  stage.emulator.play({ replies: [{ json: done }] });
  const before = stage.emulator.modelRequests.length;
  const first = await type({
    skill: 'rescue',
    typed: '--fresh --background --mode read-only Look at the ledger.',
    page: ['`--fresh` → `thread: "fresh"`', '`--background` → `wait_seconds: 0`'],
    input: { thread: 'fresh', wait_seconds: 0, mode: 'read-only', task: 'Look at the ledger.' },
  });
  expect(first.answer.job.state).toMatch(/queued|running/);
  await stage.terminal('jobs', 'wait-for-job', first.answer.job.id);

  const second = await type({
    skill: 'rescue',
    typed: '--resume --wait --mode read-only --effort low And now at its "callers".',
    page: ['`--resume` → `thread: "last"`', '`--wait` `wait_seconds: 100`'],
    input: {
      thread: 'last',
      wait_seconds: 100,
      mode: 'read-only',
      effort: 'low',
      task: 'And now at its "callers".',
    },
  });
  expect(second.answer).toMatchObject({
    job: { state: 'succeeded', effort: 'low' },
    rescue: { outcome: 'done' },
  });
  const bodies = stage.emulator.modelRequests.slice(before).map(({ body }) => JSON.stringify(body));
  expect(bodies).toHaveLength(2);
  expect(bodies[0]).not.toContain('callers');
  for (const words of ['Look at the ledger.', 'I have looked.', 'And now at its'])
    expect(bodies[1]).toContain(words);
});
