import { afterAll, beforeAll, expect } from 'vitest';
import { repositoryRoot } from './claude-code.ts';
import { type ClaudeStage, setClaudeStage } from './claude-stage.ts';
import { plantedAnswer } from './planted-change.ts';
import { toolOf } from './scripted-calls.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('claude');

let stage: ClaudeStage;

beforeAll(async () => {
  stage = await setClaudeStage({ emulator: { scenario: { replies: [{ json: plantedAnswer }] } } });
}, 400_000);

afterAll(() => stage?.close());

test('/codex-pro:review in Claude Code brings the findings of Codex to the model, tied to the right line', async () => {
  stage.plan({
    tool: toolOf('review', 'review'),
    input: { scope: 'working-tree', depth: 'quick', wait_seconds: 60 },
  });
  const { emulator, model } = stage;
  const printed = await stage.ask('/codex-pro:review --scope working-tree', { allowed: [] });

  expect(JSON.stringify(model.requests[0]?.messages)).toContain('--scope working-tree');
  const envelope: unknown = JSON.parse(stage.answers().at(-1) ?? '');
  expect(envelope).toMatchObject({
    schema: 'codex-pro/1',
    job: { state: 'succeeded', kind: 'review' },
    review: {
      verdict: 'needs_attention',
      findings: [
        { title: 'An overdraft is silently ignored', file: 'ledger.ts', line_start: 2, line_end: 2 },
      ],
    },
  });
  expect(printed).toContain('An overdraft is silently ignored');
  expect(emulator.violations).toEqual([]);
  expect(emulator.modelRequests).toHaveLength(1);
});

test.each([
  ['plugin', 'plugins/codex-pro'],
  ['marketplace', '.'],
])('claude plugin validate takes our %s', async (_what, folder) => {
  const printed = await stage.claude.run(['plugin', 'validate', '--strict', folder], repositoryRoot);
  expect(printed.stdout + printed.stderr).toContain('Validation passed');
  expect(printed.code).toBe(0);
});
