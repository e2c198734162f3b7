import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryRoot } from './claude-code.ts';
import { type ClaudeStage, setClaudeStage } from './claude-stage.ts';
import { plantedAnswer } from './planted-change.ts';
import { toolOf } from './scripted-calls.ts';

let stage: ClaudeStage;
beforeAll(async () => {
  stage = await setClaudeStage({
    emulator: { scenario: { replies: [{ json: plantedAnswer }] } },
    marketplace: null,
  });
}, 400_000);
afterAll(() => stage?.close());

/** What the README says to type, with a clone of this commit for the repository. */
async function installCommands(clone: string): Promise<string[][]> {
  const readme = await readFile(join(clone, 'README.md'), 'utf8');
  const typed = [...readme.matchAll(/^\/(plugin (?:marketplace add|install) .+)$/gm)];
  return typed.map(([, words = '']) => words.replace(/(marketplace add) .*/, `$1 ${clone}`).split(' '));
}

test('what the README says installs the plugin from a fresh clone, and a skill reaches its tool there', async () => {
  const clone = join(stage.folder, 'clone');
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', repositoryRoot, clone]);
  const commands = await installCommands(clone);
  expect(commands).toHaveLength(2);
  for (const words of commands) {
    const done = await stage.claude.run(words, stage.folder);
    expect(done.code, done.stdout + done.stderr).toBe(0);
  }
  const added = await stage.claude.run(['plugin', 'marketplace', 'list', '--json'], stage.folder);
  expect(JSON.parse(added.stdout)).toMatchObject([{ name: 'codex-pro', path: clone }]);

  stage.plan(
    { tool: toolOf('review', 'review'), input: { scope: 'working-tree', depth: 'quick', wait_seconds: 90 } },
    { tool: toolOf('jobs', 'check_setup'), input: {} },
  );
  const said = await stage.ask('/codex-pro:review --codex-only', { allowed: ['jobs'] });
  const { checks } = JSON.parse(said.slice(said.indexOf('{'))) as {
    readonly checks: readonly { readonly check: string; readonly state: string }[];
  };
  const servers = checks.filter(({ check }) => check.startsWith('server '));
  expect(servers.map(({ check }) => check)).toEqual(
    ['batch', 'jobs', 'rescue', 'review'].map((name) => `server ${name}`),
  );
  expect(checks.filter(({ state }) => state === 'failed')).toEqual([]);
  expect(stage.emulator.modelRequests).toHaveLength(1);
  expect(stage.emulator.violations).toEqual([]);
});
