import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { repositoryRoot } from './claude-code.ts';
import { type ClaudeStage, setClaudeStage } from './claude-stage.ts';
import { plantedAnswer } from './planted-change.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('claude');

let stage: ClaudeStage;
let marketplace: string;
beforeAll(async () => {
  // The hook is a line of a shell.
  marketplace = await mkdtemp(join(tmpdir(), "codex-pro's (own) $HOME "));
  for (const part of ['.claude-plugin', 'plugins']) {
    await cp(join(repositoryRoot, part), join(marketplace, part), { recursive: true });
  }
  stage = await setClaudeStage({
    emulator: { scenario: { replies: [{ json: plantedAnswer }] } },
    marketplace,
    profile: { review: { gate: { enabled: true } } },
  });
}, 400_000);
afterAll(async () => {
  await stage?.close();
  await rm(marketplace, { recursive: true, force: true, maxRetries: 3 });
});

/** What the host told its model in one session that calls nothing, a turn each. */
async function toldInASession(): Promise<readonly string[]> {
  const before = stage.model.requests.length;
  stage.plan();
  await stage.ask('Say that you are done.', { allowed: [] });
  const turns = stage.model.requests.slice(before).filter(({ tools }) => (tools?.length ?? 0) > 0);
  return turns.map(({ messages }) => JSON.stringify(messages));
}

test('the stop gate holds a session back once, with the findings, and lets it stop then', async () => {
  const turns = await toldInASession();
  expect(turns).toHaveLength(2);
  expect(turns[0]).not.toContain('An overdraft is silently ignored');
  expect(turns[1]).toContain('found faults that hold this stop back');
  expect(turns[1]).toContain('P0 ledger.ts:2: An overdraft is silently ignored');
  expect(stage.emulator.modelRequests).toHaveLength(1);
});

test('a stop gate whose backend fails holds nothing back', async () => {
  await writeFile(join(stage.repository, 'ledger.ts'), 'export const ledger = 1;\n');
  stage.emulator.fail({ fault: 'forbidden', endpoint: 'responses' });
  expect(await toldInASession()).toHaveLength(1);
  expect(stage.emulator.modelRequests).toHaveLength(2);
});

test('a stop gate with a mistake in its settings holds nothing back', async () => {
  await writeFile(join(stage.folder, 'home/profile.yaml'), 'review: {gate: {enabled: maybe}}');
  expect(await toldInASession()).toHaveLength(1);
  expect(stage.emulator.modelRequests).toHaveLength(2);
});
