import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { repositoryRoot } from './claude-code.ts';
import { type ClaudeStage, setClaudeStage } from './claude-stage.ts';
import { type PlannedCall, toolOf } from './scripted-calls.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('claude');

let stage: ClaudeStage;
let marketplace: string;
let parts: string;
beforeAll(async () => {
  marketplace = await mkdtemp(join(tmpdir(), 'codex-pro update-'));
  for (const part of ['.claude-plugin', 'plugins']) {
    await cp(join(repositoryRoot, part), join(marketplace, part), { recursive: true });
  }
  parts = join(marketplace, 'plugins/codex-pro/dist/chunks');
  stage = await setClaudeStage({ emulator: {}, marketplace });
}, 400_000);
afterAll(async () => {
  await stage?.close();
  await rm(marketplace, { recursive: true, force: true, maxRetries: 3 });
});

/** A call of the jobs server, after `before`. */
const after = (tool: string, before: () => Promise<unknown>): PlannedCall => ({
  tool: toolOf('jobs', tool),
  input: async () => {
    await before();
    return {};
  },
});

test('an update in the middle of a session costs one call, which says so: the next is answered by what is installed now', async () => {
  stage.plan(
    after('list_jobs', async () => undefined),
    // The parts that were not loaded yet have other names in another version.
    after('show_settings', () => rename(parts, `${parts}-before`)),
    after('list_jobs', async () => {
      await rename(`${parts}-before`, parts);
      // A call that is sent before the host has noticed the end of the server fails with it.
      await sleep(1_000);
    }),
  );
  await stage.ask('Look around.');
  const [first, cut, again] = stage.answers();
  expect(cut).toMatch(/^not_configured: codex-pro was updated or removed while this server ran/);
  expect(cut).not.toContain('bug');
  expect(JSON.parse(again ?? '')).toEqual(JSON.parse(first ?? ''));
});
