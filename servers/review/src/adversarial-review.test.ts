import { readFileSync } from 'node:fs';
import type { StartedClient } from '@codex-pro/mcp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { challengeAnswer } from './adversarial/challenge-fixture.ts';
import { type ReviewStage, setReviewStage } from './testing/review-stage.ts';

const decision = 'Every worker appends to one file.';
const replies = [
  { match: { contains: 'repair me' }, times: 1, json: { ...challengeAnswer(decision), trade_offs: [] } },
  { json: challengeAnswer(decision) },
];

let stage: ReviewStage;
let client: StartedClient;
beforeAll(async () => {
  stage = await setReviewStage({ scenario: { replies } }, null, { 'plan.md': `# Queue\n\n${decision}\n` });
  client = await stage.start();
});
afterAll(() => stage[Symbol.asyncDispose]());

test('a plan is challenged as it stands: every list with its evidence, and a report', async () => {
  const answer = await client.call('adversarial_review', { paths: ['plan.md'], focus: 'one file' });
  expect(answer, answer.text).toMatchObject({ isError: false });
  const evidence = { file: 'plan.md', line_start: 3, line_end: 3, quote: decision };
  expect(answer.structured).toMatchObject({
    schema: 'codex-pro/1',
    job: { state: 'succeeded', kind: 'review', id: expect.stringMatching(/^adv-/) },
    adversarial: {
      verdict: 'sound',
      assumptions_challenged: [{ evidence }],
      failure_modes: [{ evidence }],
      alternatives: [{ evidence }],
      trade_offs: [{ evidence }],
      target: { scope: 'paths', files: ['plan.md'] },
      coverage: { quorum: { asked: 2, answered: 2 } },
    },
    usage: { requests: 2 },
    error: null,
  });
  const { artifacts } = answer.structured as { artifacts: { kind: string; path: string }[] };
  const report = readFileSync(artifacts.find(({ kind }) => kind === 'markdown')?.path ?? '', 'utf8');
  expect(report).toContain('# Adversarial review: sound');
  expect(report).toContain('### P2: A full disk loses the queue');
  expect(report).toContain(decision);
  expect(stage.emulator.violations).toEqual([]);
});

test('an empty list is repaired once', async () => {
  const answer = await client.call('adversarial_review', { focus: 'repair me', depth: 'quick' });
  expect(answer.structured).toMatchObject({ usage: { requests: 2 }, adversarial: { trade_offs: [{}] } });
});

test('the terminal shows it, and waits for it by its id', async () => {
  const run = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await stage.run(['run', ...words]);
    expect(code, stderr).toBe(0);
    return stdout;
  };
  const shown = await run('adversarial-review', '--paths', 'plan.md', '--depth', 'quick');
  expect(shown).toContain('Failure modes');
  expect(shown).toContain('plan.md:3');
  const id = /job (adv-\w+)/.exec(shown)?.[1] ?? '';
  expect(await run('wait', id)).toBe(shown);
});
