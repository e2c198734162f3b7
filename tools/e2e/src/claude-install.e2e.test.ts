import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { repositoryRoot } from './claude-code.ts';
import { type ClaudeStage, setClaudeStage } from './claude-stage.ts';
import { plantedAnswer } from './planted-change.ts';
import { toolOf } from './scripted-calls.ts';
import { testInHost } from './test-in-host.ts';

const test = await testInHost('claude');

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

async function uninstallCommand(clone: string): Promise<string[]> {
  const readme = await readFile(join(clone, 'README.md'), 'utf8');
  return /`\/(plugin uninstall [^`]+)`/.exec(readme)?.[1]?.split(' ') ?? [];
}

/** Lines of `ps` that name this folder, our own looking left out. */
function processesOf(folder: string): readonly string[] {
  const lines = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(folder));
}

test('what the README says installs the plugin from a fresh clone, a skill reaches its tool there, as does every server, and removes it without a trace', async () => {
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
    { tool: toolOf('rescue', 'list_threads'), input: {} },
    { tool: toolOf('batch', 'plan_batch'), input: { source: 'ledger.ts', prompt: 'Explain: {{chunk}}' } },
    { tool: toolOf('jobs', 'list_jobs'), input: {} },
  );
  await stage.ask('/codex-pro:review --codex-only', { allowed: ['rescue', 'batch', 'jobs'] });
  const [reviewed, threads, plan, listed] = stage.answers().map((shown) => JSON.parse(shown));
  const request = join(stage.folder, 'home/jobs', reviewed.job.id, 'request.json');
  const { start } = JSON.parse(await readFile(request, 'utf8')).job;
  expect(start.bundle).toBe(join(clone, 'plugins/codex-pro/dist/review.mjs'));
  expect(threads).toMatchObject({ threads: [] });
  expect(plan).toMatchObject({ dry_run: { chunks: 1 } });
  expect(listed).toMatchObject({ jobs: [{ id: reviewed.job.id, state: 'succeeded' }] });
  expect(stage.emulator.modelRequests).toHaveLength(1);
  expect(stage.emulator.violations).toEqual([]);

  const removed = await stage.claude.run(await uninstallCommand(clone), stage.folder);
  expect(removed.code, removed.stdout + removed.stderr).toBe(0);
  const left = await stage.claude.run(['plugin', 'list', '--json'], stage.folder);
  expect(JSON.parse(left.stdout)).toEqual([]);
  await expect.poll(() => processesOf(clone), { timeout: 10_000 }).toEqual([]);
});
