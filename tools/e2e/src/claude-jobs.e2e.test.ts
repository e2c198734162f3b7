import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type ClaudeStage, setClaudeStage } from './claude-stage.ts';
import { plantedAnswer } from './planted-change.ts';
import { toolOf } from './scripted-calls.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('claude');

let stage: ClaudeStage;

beforeAll(async () => {
  stage = await setClaudeStage({
    emulator: {
      scenario: {
        replies: [
          { json: plantedAnswer, times: 1 },
          { json: plantedAnswer, delay_ms: 120_000 },
        ],
      },
    },
  });
  await startReview();
}, 400_000);

afterAll(() => stage?.close());

test('/codex-pro:setup checks the servers as they are installed, and costs nothing', async () => {
  const before = stage.emulator.requests.length;
  const check = async () => {
    const { checks } = await useSkill('setup', '', { tool: 'check_setup', input: {} });
    return checks as readonly { readonly check: string; readonly state: string }[];
  };
  // The check gives a server two seconds; a busy machine may need more than one look.
  await expect
    .poll(async () => (await check()).map(({ check, state }) => `${check}: ${state}`), { timeout: 120_000 })
    .toEqual(
      expect.arrayContaining([
        'server jobs: ok',
        'server review: ok',
        'credentials: ok',
        'backend: ok',
        'git: ok',
      ]),
    );
  expect((await check()).filter(({ state }) => state === 'failed')).toEqual([]);
  expect(stage.emulator.requests).toHaveLength(before);
});

test('/codex-pro:status lists the jobs of the project', async () => {
  const answer = await useSkill('status', '', { tool: 'list_jobs', input: {} });
  expect(answer).toMatchObject({ jobs: [{ kind: 'review', state: 'succeeded' }], next_cursor: null });
});

test('/codex-pro:result brings the newest result, whole', async () => {
  const answer = await useSkill('result', 'review', { tool: 'get_result', input: { latest: 'review' } });
  expect(answer).toMatchObject({
    schema: 'codex-pro/1',
    review: { findings: [{ title: 'An overdraft is silently ignored', file: 'ledger.ts', line_start: 2 }] },
    page: { number: 1, of: 1 },
  });
});

test('/codex-pro:config changes a setting in the profile of the user', async () => {
  const input = { key: 'review.max_findings', value: 7 };
  const answer = await useSkill('config', 'review.max_findings 7', { tool: 'set_setting', input });
  expect(answer).toMatchObject({ key: 'review.max_findings', old: null, value: 7 });
  expect(await readFile(join(stage.folder, 'home/profile.yaml'), 'utf8')).toBe(
    'review:\n  max_findings: 7\n',
  );
});

test('/codex-pro:cancel stops a job that runs, and nothing is left open at the backend', async () => {
  const id = await startReview('--wait-seconds', '0');
  await expect.poll(() => stage.emulator.openRequests, { timeout: 30_000 }).toBe(1);
  const answer = await useSkill('cancel', id, { tool: 'cancel_job', input: { job_id: id } });
  expect(answer).toMatchObject({ job: { id, state: 'cancelled' } });
  await expect.poll(() => stage.emulator.openRequests).toBe(0);
});

/** Types a command into the real Claude Code, whose model makes this call; what the tool answered. */
async function useSkill(
  skill: string,
  typed: string,
  { tool, input }: { readonly tool: string; readonly input: Readonly<Record<string, unknown>> },
): Promise<Readonly<Record<string, unknown>>> {
  const name = toolOf('jobs', tool);
  stage.plan({ tool: name, input });
  const first = stage.model.requests.length;
  const printed = await stage.ask(`/codex-pro:${skill} ${typed}`.trim(), { allowed: [] });
  const asked = JSON.stringify(stage.model.requests[first]?.messages);
  expect(asked).toContain(name);
  expect(asked).toContain(typed);
  expect(printed).toContain('The tool says:');
  return JSON.parse(stage.answers().at(-1) ?? '');
}

async function startReview(...flags: readonly string[]): Promise<string> {
  const target = ['--scope', 'working-tree', '--depth', 'quick'];
  const started = await stage.terminal('review', 'review', ...target, ...flags);
  return (started as { readonly job: { readonly id: string } }).job.id;
}
