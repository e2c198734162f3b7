import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { repositoryRoot } from './claude-code.ts';
import { type ClaudeStage, setClaudeStage } from './claude-stage.ts';
import { toolOf } from './scripted-calls.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('claude');

let stage: ClaudeStage;
let marketplace: string;
beforeAll(async () => {
  marketplace = await mkdtemp(join(tmpdir(), 'codex-pro-broken-'));
  for (const part of ['.claude-plugin', 'plugins']) {
    await cp(join(repositoryRoot, part), join(marketplace, part), { recursive: true });
  }
  await writeFile(join(marketplace, 'plugins/codex-pro/dist/review.mjs'), 'This is no program.\n');
  stage = await setClaudeStage({ emulator: {}, marketplace });
}, 400_000);
afterAll(async () => {
  await stage?.close();
  await rm(marketplace, { recursive: true, force: true, maxRetries: 3 });
});

test('where the review server cannot start, the other three work', async () => {
  stage.plan(
    { tool: toolOf('rescue', 'list_threads'), input: {} },
    { tool: toolOf('batch', 'plan_batch'), input: { source: 'ledger.ts', prompt: 'Explain: {{chunk}}' } },
    { tool: toolOf('jobs', 'list_jobs'), input: {} },
  );
  await stage.ask('Look around.');
  const [threads, plan, listed] = stage.answers().map((shown) => JSON.parse(shown));
  expect(threads).toMatchObject({ threads: [] });
  expect(plan).toMatchObject({ dry_run: { chunks: 1 } });
  expect(listed).toMatchObject({ jobs: [] });
});

test('/codex-pro:setup says which server cannot start, and why', async () => {
  stage.plan({ tool: toolOf('jobs', 'check_setup'), input: {} });
  const failed = async (): Promise<unknown> => {
    await stage.ask('/codex-pro:setup', { allowed: [] });
    const { checks } = JSON.parse(stage.answers()[0] ?? '');
    return checks.filter(({ state }: { readonly state: string }) => state === 'failed');
  };
  // The check gives a server two seconds; a busy machine may need more than one look.
  await expect
    .poll(failed, { timeout: 120_000 })
    .toMatchObject([{ check: 'server review', detail: expect.stringContaining('SyntaxError') }]);
});
